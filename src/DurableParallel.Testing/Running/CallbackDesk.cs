using DurableParallel.Records;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing.Running;

/// <summary>Answers callbacks by rules: when nothing else is runnable, or when some time has passed on the clock.</summary>
internal sealed class CallbackDesk(IReadOnlyList<CallbackRule> rules)
{
    private readonly Lock _lock = new();
    private readonly Queue<(CallbackRule Rule, TestCallback Callback)> _due = new();
    private readonly List<ITimer> _timers = [];
    private readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Faults with what a rule has thrown; never completes otherwise.</summary>
    public Task Fault => _fault.Task;

    public void OnStarted(InMemoryHost host, InMemoryExecution execution, OperationEntry entry)
    {
        var callback = new TestCallback(host, execution, entry, execution.Serializer);
        foreach (var rule in rules.Where(rule => callback.IsCalled(rule.Name, entry)))
        {
            if (rule.After == TimeSpan.Zero)
            {
                lock (_lock)
                {
                    _due.Enqueue((rule, callback));
                }
            }
            else
            {
                var timer = host.Clock.CreateTimer(_ => Answer(rule, callback), null, rule.After, Timeout.InfiniteTimeSpan);
                lock (_lock)
                {
                    _timers.Add(timer);
                }
            }
        }
    }

    /// <summary>Answers one callback, if there is one to be answered now.</summary>
    public bool TryAnswer()
    {
        (CallbackRule Rule, TestCallback Callback) next;
        lock (_lock)
        {
            if (!_due.TryDequeue(out next))
            {
                return false;
            }
        }

        Answer(next.Rule, next.Callback);
        return true;
    }

    private void Answer(CallbackRule rule, TestCallback callback)
    {
        if (!callback.IsOpen)
        {
            return;
        }

        try
        {
            rule.Answer(callback);
        }
        catch (Exception exception)
        {
            _fault.TrySetException(new InvalidOperationException($"What was to be done to {callback} threw {exception.GetType().Name}: {exception.Message}", exception));
        }
    }
}

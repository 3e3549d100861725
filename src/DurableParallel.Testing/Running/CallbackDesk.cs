using DurableParallel.Records;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing.Running;

/// <summary>Answers callbacks and waits for events by rules: when nothing else is runnable, or when some time has passed on the clock.</summary>
internal sealed class CallbackDesk(IReadOnlyList<CallbackRule> rules, IReadOnlyList<EventRule> eventRules)
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _due = new();
    private readonly List<ITimer> _timers = [];
    private readonly TaskCompletionSource _fault = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Faults with what a rule has thrown; never completes otherwise.</summary>
    public Task Fault => _fault.Task;

    /// <summary>A callback was created, or code waits for an event.</summary>
    public void OnStarted(InMemoryHost host, InMemoryExecution execution, OperationEntry entry)
    {
        if (entry.Record.Type == OperationType.EventWait)
        {
            var wait = new TestEventWait(execution, entry);
            foreach (var rule in eventRules.Where(rule => string.Equals(rule.Name, wait.Name, StringComparison.Ordinal)))
            {
                Plan(host, rule.After, () => Answer(wait.IsOpen, () => rule.Answer(wait), wait));
            }

            return;
        }

        var callback = new TestCallback(host, execution, entry, execution.Serializer);
        foreach (var rule in rules.Where(rule => callback.IsCalled(rule.Name, entry)))
        {
            Plan(host, rule.After, () => Answer(callback.IsOpen, () => rule.Answer(callback), callback));
        }
    }

    /// <summary>Answers one of them, if there is one to be answered now.</summary>
    public bool TryAnswer()
    {
        Action? next;
        lock (_lock)
        {
            if (!_due.TryDequeue(out next))
            {
                return false;
            }
        }

        next();
        return true;
    }

    private void Plan(InMemoryHost host, TimeSpan after, Action answer)
    {
        if (after == TimeSpan.Zero)
        {
            lock (_lock)
            {
                _due.Enqueue(answer);
            }

            return;
        }

        var timer = host.Clock.CreateTimer(_ => answer(), null, after, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            _timers.Add(timer);
        }
    }

    private void Answer(bool isOpen, Action answer, object what)
    {
        if (!isOpen)
        {
            return;
        }

        try
        {
            answer();
        }
        catch (Exception exception)
        {
            _fault.TrySetException(new InvalidOperationException($"What was to be done to {what} threw {exception.GetType().Name}: {exception.Message}", exception));
        }
    }
}

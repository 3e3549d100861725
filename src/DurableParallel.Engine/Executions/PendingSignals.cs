using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <summary>The signals of one execution that are on their way to the journal, and those that wait until it has changed. Guarded by the execution.</summary>
internal sealed class PendingSignals
{
    private readonly HashSet<DurableSignal> _unwritten = [];
    private TaskCompletionSource? _changed;

    public bool IsEmpty => _unwritten.Count == 0 && _changed is null;

    /// <summary>Completes when something has changed that a signal may wait for.</summary>
    public Task Changed => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Add(DurableSignal signal) => _unwritten.Add(signal);

    public void Remove(DurableSignal signal) => _unwritten.Remove(signal);

    /// <summary>The event of that id that is on its way; null when there is none.</summary>
    public EventSignal? FindEvent(string id) => _unwritten.OfType<EventSignal>().FirstOrDefault(signal => signal.Id == id);

    /// <summary>Something has changed.</summary>
    public void OnChanged()
    {
        _changed?.TrySetResult();
        _changed = null;
    }

    /// <summary>Nothing is written any more.</summary>
    public void Fail(Exception fault)
    {
        foreach (var signal in _unwritten)
        {
            signal.Fail(fault);
        }

        _unwritten.Clear();
        OnChanged();
    }
}

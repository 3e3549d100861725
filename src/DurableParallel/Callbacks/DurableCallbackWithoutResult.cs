using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <summary>
/// Something that the outside completes without a result: a signal that work has been done elsewhere. Hand
/// <see cref="CallbackId"/> out from a step, and wait when it is needed. Safe to use from the context that created it and from
/// those below.
/// </summary>
public sealed class DurableCallback
{
    private readonly DurableCallback<Nothing> _callback;

    internal DurableCallback(DurableCallback<Nothing> callback) => _callback = callback;

    /// <summary>The id under which the host lets the callback be completed. It is the same in every run.</summary>
    public string CallbackId => _callback.CallbackId;

    /// <summary>
    /// Waits for the callback to be completed. Only from now on is it waited for: a callback that no code waits for holds
    /// nothing up, and its end is kept. May be called any number of times. A payload that it is completed with is not looked at.
    /// </summary>
    /// <returns>A task that completes when the callback is completed.</returns>
    /// <exception cref="InvalidOperationException">Called in the body of a step or of a context that is not below the creating one, or after the creating one has ended.</exception>
    /// <exception cref="CallbackFailedException">When awaited: it was completed with an error.</exception>
    /// <exception cref="CallbackTimedOutException">When awaited: its time was up, or no heartbeat came in time.</exception>
    /// <exception cref="OperationCanceledException">When awaited: the scope around whoever awaits is decided.</exception>
    public DurableTask WaitAsync() => _callback.BeginWait().VoidTask;
}

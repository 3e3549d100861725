namespace DurableParallel.Running.Operations;

/// <summary>Somebody who is told of the end of an operation, beside those who await it.</summary>
internal interface IEndWatcher
{
    /// <summary>The operation has ended, and its own context is still counted. Runs no user code.</summary>
    void OnEnded(DurableOperation ended);
}

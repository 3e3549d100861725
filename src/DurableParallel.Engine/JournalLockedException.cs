namespace DurableParallel.Engine;

/// <summary>Another engine, perhaps in this very process, has the journal open.</summary>
public sealed class JournalLockedException : DurableException
{
    internal JournalLockedException(string message, Exception? innerException = null)
        : base(EngineErrorCodes.JournalLocked, message, innerException)
    {
    }
}

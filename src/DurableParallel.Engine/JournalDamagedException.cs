namespace DurableParallel.Engine;

/// <summary>The journal's file cannot be what an engine wrote: bytes are missing or changed, or the file is of another program.</summary>
public sealed class JournalDamagedException : DurableException
{
    internal JournalDamagedException(string message, Exception? innerException = null)
        : base(EngineErrorCodes.JournalDamaged, message, innerException)
    {
    }

    internal static JournalDamagedException Unreadable(string path, Exception fault) =>
        new($"The journal '{path}' cannot be read: {fault.Message} Restore the file from a copy.", fault);
}

namespace DurableParallel.Engine;

/// <summary>
/// The journal is no longer this engine's own: another program wrote to it, or its file was deleted or replaced. It is the
/// cause of an <see cref="EngineFaultedException"/>, and <see cref="DurableException.Code"/> says which of the two.
/// </summary>
public sealed class JournalLostException : DurableException
{
    private JournalLostException(string code, string message)
        : base(code, message)
    {
    }

    internal static JournalLostException WrittenByOther(string path) => new(
        EngineErrorCodes.JournalWrittenByOther,
        $"Another program wrote to the journal '{path}' while this engine had it open, and may have changed what was acknowledged. Let one engine alone write to a journal.");

    internal static JournalLostException FileGone(string path) => new(
        EngineErrorCodes.JournalFileGone,
        $"The file '{path}' was deleted, moved or replaced while this engine had it open, and what was written since then is lost. Stop the engine before its files are moved.");
}

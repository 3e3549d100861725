namespace DurableParallel.Engine;

/// <summary>An engine that only reads its journal was asked for something that would change it, or that only time could bring. Nothing was done.</summary>
public sealed class EngineReadOnlyException : DurableException
{
    internal EngineReadOnlyException(string message)
        : base(EngineErrorCodes.EngineReadOnly, message)
    {
    }

    internal static EngineReadOnlyException Refuses(string action, string journalPath) =>
        new($"The journal '{journalPath}' is open for reading only, and {action} would change it. Nothing was done. Ask the engine that has the journal, or open it with DurableEngine.OpenAsync.");

    internal static EngineReadOnlyException NotEnded(string executionName, string journalPath) =>
        new($"The execution '{executionName}' had not ended when the journal '{journalPath}' was read, and a journal that is open for reading only does not change. Open it again to see whether it has ended since.");
}

using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Journal;

/// <summary>The lines of the journal, among the engine's events 2000 to 2999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2020, LogLevel.Information, "Opening waits up to {Timeout} until the journal is free. {Holder}")]
    public static partial void JournalHeld(this ILogger logger, TimeSpan timeout, string holder);

    [LoggerMessage(
        2023,
        LogLevel.Warning,
        "The journal {Journal} is locked by another program, and nothing can be recorded until it lets go. Do not open it with other tools while the engine runs.")]
    public static partial void JournalBusy(this ILogger logger, string journal);
}

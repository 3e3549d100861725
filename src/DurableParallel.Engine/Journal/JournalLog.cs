using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Journal;

/// <summary>The lines of the journal, among the engine's events 2000 to 2999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2020, LogLevel.Information, "Opening waits up to {Timeout} until the journal is free. {Holder}")]
    public static partial void JournalHeld(this ILogger logger, TimeSpan timeout, string holder);
}

using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <summary>How a context logs. Child contexts inherit it. Immutable.</summary>
public sealed record DurableLoggerConfig
{
    /// <summary>Whether the context's logger also writes while it replays, so that every line appears once a replay.</summary>
    /// <value>Default: false, a line appears once.</value>
    public bool LogDuringReplay { get; init; }

    /// <summary>Where the lines go. Called in the thread that logs, so one that blocks delays the function.</summary>
    /// <value>Default: null, the host's logger.</value>
    public ILogger? Logger { get; init; }
}

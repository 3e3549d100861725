using DurableParallel.Replay;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <content>Logging that says everything once.</content>
public sealed partial class DurableContext
{
    private DurableLoggerConfig? _loggerConfig;
    private ReplayAwareLogger? _logger;

    /// <summary>
    /// Silent exactly while <see cref="IsReplaying"/> holds, so that a line is written once over all runs, unless
    /// <see cref="ConfigureLogger"/> says otherwise. Safe from any thread.
    /// </summary>
    public ILogger Logger =>
        _logger ??= new ReplayAwareLogger(this, _loggerConfig?.Logger ?? Invocation.Logger, _loggerConfig?.LogDuringReplay ?? false);

    /// <summary>Sets where this context logs to, and whether during replay as well. Child contexts and branches opened afterwards inherit it.</summary>
    public void ConfigureLogger(DurableLoggerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        _loggerConfig = config;
        _logger = null;
    }
}

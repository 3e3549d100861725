using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <content>Logging that says everything once.</content>
public sealed partial class DurableContext
{
    private DurableLoggerConfig? _loggerConfig;
    private ReplayAwareLogger? _logger;
    private LogScope? _logScope;

    /// <summary>
    /// Silent exactly while <see cref="IsReplaying"/> holds, so that a line is written once over all runs, unless
    /// <see cref="ConfigureLogger"/> says otherwise. After a crash lines behind the last recorded operation of a context may be
    /// repeated. Safe from any thread. A logger is called by the thread that logs, so one that blocks delays the function.
    /// </summary>
    /// <remarks>
    /// Every line is written in a scope that says where it comes from: ExecutionName and ExecutionArn; below the function
    /// OperationId, OperationPath and ContextName of the context; in a branch, and in everything below it, BranchName and BranchIndex.
    /// </remarks>
    public ILogger Logger => _logger ??= new ReplayAwareLogger(this, LoggerIn(() => LogScope), _loggerConfig?.LogDuringReplay ?? false);

    /// <summary>What the context's lines carry.</summary>
    internal LogScope LogScope => _logScope ??= LogScope.Of(this);

    /// <summary>Sets where this context and its steps log to, and whether it does during replay as well. Child contexts and branches opened afterwards inherit it.</summary>
    /// <param name="config">Where lines go, and whether replay is silent.</param>
    public void ConfigureLogger(DurableLoggerConfig config)
    {
        Misuse.ThrowIfNull(config);
        _loggerConfig = config.Logger is { } logger ? config with { Logger = GuardedLogger.Around(logger) } : config;
        _logger = null;
    }

    /// <summary>For the body of an attempt, which is never a replay.</summary>
    internal ILogger LoggerOf(OperationHeader step, int attempt) => LoggerIn(() => LogScope.Of(this, step, attempt));

    private ScopedLogger LoggerIn(Func<LogScope> scope) => new(_loggerConfig?.Logger ?? Invocation.Logger, scope);
}

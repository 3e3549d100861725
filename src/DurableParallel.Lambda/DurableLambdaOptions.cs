using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda;

/// <summary>How functions run on Lambda. Immutable.</summary>
public sealed record DurableLambdaOptions
{
    /// <summary>Where log lines go instead of the standard output. Called in the thread that logs, so one that blocks delays the function.</summary>
    /// <value>Default: null, one JSON object a line on the standard output, of the levels that AWS_LAMBDA_LOG_LEVEL lets through.</value>
    public ILogger? Logger { get; init; }

    /// <summary>Where a step's services come from; each attempt has a scope of its own.</summary>
    /// <value>Default: null, steps have no services.</value>
    public IServiceProvider? Services { get; init; }

    /// <summary>What the service takes; more is refused before anything of it is sent.</summary>
    /// <value>Default: <see cref="DurableLimits.Aws"/>. <see cref="DurableLimits.HasPlainNames"/> is always true, as the wire takes no other names.</value>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public DurableLimits Limits
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value with { HasPlainNames = true };
        }
    } = DurableLimits.Aws;

    /// <summary>
    /// Whether races and retried blocks are recorded by the subtypes of AWS's own SDKs, Step and RunInChildContext, instead of
    /// WhenAny and WithRetry. AWS's emulator for Python takes no others. It may be changed at any time: executions that
    /// were recorded with the one go on with the other.
    /// </summary>
    /// <value>Default: false.</value>
    public bool StandardSubTypesOnly { get; init; }
}

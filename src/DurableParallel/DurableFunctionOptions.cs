using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <summary>How a function differs from the defaults.</summary>
public sealed record DurableFunctionOptions
{
    /// <summary>The version of a function that none is given for: 1.</summary>
    public const int DefaultVersion = 1;

    /// <summary>The default of <see cref="CleanupTimeout"/>, in milliseconds.</summary>
    internal const long DefaultCleanupMilliseconds = 300_000;

    private readonly int? _version;
    private readonly TimeSpan? _executionTimeout;
    private readonly int? _maxConcurrentExecutions;
    private readonly IReadOnlyList<DurablePlugin> _plugins = [];
    private readonly IDurableSerializer _serializer;

    /// <summary>The defaults, with <see cref="DurableSerializer.Newtonsoft()"/>.</summary>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableFunctionOptions()
        : this(DurableSerializer.Newtonsoft())
    {
    }

    /// <summary>The defaults with another serializer. What this makes needs reflection only if the serializer does.</summary>
    /// <param name="serializer">Of input, result, and of every operation that has none of its own.</param>
    public DurableFunctionOptions(IDurableSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _serializer = serializer;
    }

    /// <summary>What the function says of itself: raise it when its operations change, so that running executions keep theirs.</summary>
    /// <value>0 or more; by default <see cref="DefaultVersion"/>, and the registration may say another.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public int Version
    {
        get => _version ?? DefaultVersion;
        init => _version = OptionRange.AtLeast(value, 0);
    }

    /// <summary>Of input, result, and of every operation that has none of its own.</summary>
    /// <value>By default <see cref="DurableSerializer.Newtonsoft()"/>.</value>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IDurableSerializer Serializer
    {
        get => _serializer;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _serializer = value;
        }
    }

    /// <summary>Who watches the function's executions, called in this order.</summary>
    /// <value>By default none, which costs nothing.</value>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<DurablePlugin> Plugins
    {
        get => _plugins;
        init => _plugins = PluginList.Check(value);
    }

    /// <summary>
    /// How long an execution may take from its start to its end, downtime included, unless it is started with another
    /// limit; then it ends as timed out. Recorded when the execution starts, so a change concerns new ones only.
    /// </summary>
    /// <value>0 to 366 days, rounded up to whole milliseconds and to 1 at least. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? ExecutionTimeout
    {
        get => _executionTimeout;
        init
        {
            if (value is { } timeout)
            {
                DurationRule.ToMilliseconds(timeout, nameof(ExecutionTimeout));
            }

            _executionTimeout = value;
        }
    }

    /// <summary>
    /// How long an execution that is canceled may clean up, from the request to its end, downtime included; then it ends as
    /// canceled all the same. Recorded with the request.
    /// </summary>
    /// <value>0 to 366 days, rounded up to whole milliseconds and to 1 at least. Default: 5 minutes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan CleanupTimeout
    {
        get;
        init
        {
            DurationRule.ToMilliseconds(value, nameof(CleanupTimeout));
            field = value;
        }
    }

    = TimeSpan.FromMilliseconds(DefaultCleanupMilliseconds);

    /// <summary>
    /// How many executions of the function may have begun and not ended, parked ones included. Others are accepted and wait
    /// until one has ended. An execution that waits for another one of the same function may wait for ever.
    /// </summary>
    /// <value>1 or more. Default: null, no limit. For the embedded engine; the limits of the version that is the highest hold.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? MaxConcurrentExecutions
    {
        get => _maxConcurrentExecutions;
        init => _maxConcurrentExecutions = value is { } count ? OptionRange.AtLeast(count, 1, "null for no limit") : null;
    }

    /// <summary>How many executions of the function may begin in a time. Others are accepted and wait.</summary>
    /// <value>Default: null, no limit. For the embedded engine.</value>
    public RateLimit? RateLimit { get; init; }

    /// <summary>Limits executions of the function that have the same key, for example one at a time for each customer. Others are accepted and wait.</summary>
    /// <value>Default: null, no limit. For the embedded engine.</value>
    public ConcurrencyKey? ConcurrencyKey { get; init; }

    /// <summary>The version, if one was given.</summary>
    internal int? StatedVersion => _version;
}

using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <summary>How a function differs from the defaults.</summary>
public sealed record DurableFunctionOptions
{
    /// <summary>The version of a function that none is given for: 1.</summary>
    public const int DefaultVersion = 1;

    /// <summary>The default of <see cref="CleanupTimeout"/>, in seconds.</summary>
    internal const int DefaultCleanupSeconds = 300;

    private readonly int? _version;
    private readonly TimeSpan? _executionTimeout;
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
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Contains(null!))
            {
                throw new ArgumentException("A plugin is null. Leave it out of the list.", nameof(value));
            }

            _plugins = [.. value];
        }
    }

    /// <summary>
    /// How long an execution may take from its start to its end, downtime included, unless it is started with another
    /// limit; then it ends as timed out. Recorded when the execution starts, so a change concerns new ones only.
    /// </summary>
    /// <value>Rounded up to whole seconds, at least 1 s, at most 31,622,400 s (366 days). Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? ExecutionTimeout
    {
        get => _executionTimeout;
        init
        {
            if (value is { } timeout)
            {
                DurationRule.ToWholeSeconds(timeout, nameof(ExecutionTimeout));
            }

            _executionTimeout = value;
        }
    }

    /// <summary>
    /// How long an execution that is canceled may clean up, from the request to its end, downtime included; then it ends as
    /// canceled all the same. Recorded with the request.
    /// </summary>
    /// <value>Rounded up to whole seconds, at least 1 s, at most 31,622,400 s (366 days). Default: 5 minutes.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan CleanupTimeout
    {
        get;
        init
        {
            DurationRule.ToWholeSeconds(value, nameof(CleanupTimeout));
            field = value;
        }
    }

    = TimeSpan.FromSeconds(DefaultCleanupSeconds);

    /// <summary>The version, if one was given.</summary>
    internal int? StatedVersion => _version;
}

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>What holds for one execution beyond its function and its input. Immutable.</summary>
public sealed record StartOptions
{
    /// <summary>The longest idempotency key, in characters.</summary>
    internal const int LongestIdempotencyKey = 256;

    private readonly TimeSpan? _timeout;
    private readonly string? _idempotencyKey;
    private readonly string? _tenantId;
    private readonly TagSet? _tags;
    private readonly DateTimeOffset? _startAt;

    /// <summary>
    /// How long the execution may take from its start to its end, downtime included; then it ends as
    /// <see cref="ExecutionStatus.TimedOut"/>. Recorded with the execution, so it holds in every process that goes on with it.
    /// </summary>
    /// <value>0 to 366 days, rounded up to whole milliseconds and to 1 at least. Default: null, the function's <see cref="DurableFunctionOptions.ExecutionTimeout"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init
        {
            if (value is { } timeout)
            {
                DurationRule.ToMilliseconds(timeout, nameof(Timeout));
            }

            _timeout = value;
        }
    }

    /// <summary>Which of the executions that wait to begin does so first: the one with the higher priority, and of one priority the one that was started first.</summary>
    /// <value>Any number. Default: 0. Recorded with the execution. It does not stop what has begun.</value>
    public int Priority { get; init; }

    /// <summary>
    /// What makes two starts of one name the same, in place of the input: when the execution was started with a key and is
    /// started again with one, the keys are compared and the inputs are not. Where one of the two has none, the inputs are.
    /// Recorded with the execution.
    /// </summary>
    /// <value>1 to 256 whole characters. Default: null, the input.</value>
    /// <exception cref="ArgumentException">The text is empty or too long, or has half of a character, a lone surrogate.</exception>
    public string? IdempotencyKey
    {
        get => _idempotencyKey;
        init
        {
            if (value is not null)
            {
                CheckIdempotencyKey(value, nameof(IdempotencyKey));
            }

            _idempotencyKey = value;
        }
    }

    /// <summary>
    /// For whom the execution runs, as <see cref="InvokeConfig.TenantId"/> says it of an invoke. Recorded with the execution,
    /// and shown in handle, lists and history; what it means is up to the function.
    /// </summary>
    /// <value>1 to 256 printable ASCII characters. Default: null, nobody in particular.</value>
    /// <exception cref="ArgumentException">The text is empty, too long, or has another character.</exception>
    public string? TenantId
    {
        get => _tenantId;
        init
        {
            TenantIds.Check(value, nameof(TenantId));
            _tenantId = value;
        }
    }

    /// <summary>
    /// What the execution can be searched for by: <see cref="ExecutionQuery.Tags"/>. Recorded with the execution, and never
    /// changed: an execution that is there already keeps its own, and other tags are no other input. They are copied.
    /// </summary>
    /// <value>
    /// At most 16 pairs. A key has 1 to 64 characters, a value 0 to 256, all of them whole and none a control character; upper
    /// and lower case differ. They are in memory for every execution that has some, hence the limits. Default: null, none.
    /// </value>
    /// <exception cref="ArgumentException">There are too many, or a key or a value is not valid.</exception>
    public IReadOnlyDictionary<string, string>? Tags
    {
        get => _tags;
        init => _tags = TagSet.Of(value, nameof(Tags));
    }

    /// <summary>
    /// When the execution begins: it is accepted and durable at once, and waits until then without memory beyond its name. A time
    /// that has passed is no wait. The execution's time, <see cref="Timeout"/>, runs from when it begins. Recorded with the
    /// execution; one that is there already keeps its own.
    /// </summary>
    /// <value>At most in the year 8999, rounded up to whole milliseconds. Default: null, at once.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is too late.</exception>
    public DateTimeOffset? StartAt
    {
        get => _startAt;
        init => _startAt = value is not { } time || time <= DateTimeOffset.FromUnixTimeMilliseconds(EngineClock.Latest)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StartAt), value, $"StartAt must be before the year 9000; found {time:O}. Set an earlier time, or null for at once.");
    }

    /// <summary>The start time as it is recorded, in milliseconds since 1970; null for none.</summary>
    internal long? RecordedStartAt => _startAt is { } time ? ((time - DateTimeOffset.UnixEpoch).Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond : null;

    /// <summary>The tags as they are recorded; null for none.</summary>
    internal TagSet? RecordedTags => _tags;

    internal static void CheckIdempotencyKey(string key, string parameter)
    {
        if (key.Length is 0 or > LongestIdempotencyKey || LoneSurrogates.IsIn(key))
        {
            throw new ArgumentException($"An idempotency key has 1 to {LongestIdempotencyKey} whole characters; this one has {key.Length}.", parameter);
        }
    }
}

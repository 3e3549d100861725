using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Schedules;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>What a schedule starts, and when. Immutable.</summary>
public sealed record ScheduleSpec
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(DurationRule.MaxSeconds);
    private readonly TimeSpan? _interval;
    private readonly TimeSpan _catchUpWindow = TimeSpan.FromDays(1);
    private readonly TimeSpan _jitter;
    private readonly TimeSpan? _timeout;
    private readonly TagSet? _tags;
    private readonly string? _tenantId;

    /// <summary>The function that is started, in its highest version at that moment.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The times as a cron expression, by the rules of Cronos: five fields, or six with seconds in front, or a macro such as "@daily".</summary>
    /// <value>Default: null; then <see cref="Interval"/> is set.</value>
    public string? Cron { get; init; }

    /// <summary>The time between two executions. The times are its multiples since 1970-01-01T00:00:00Z.</summary>
    /// <value>1 second to 366 days, in whole seconds. Default: null; then <see cref="Cron"/> is set.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan? Interval
    {
        get => _interval;
        init => _interval = value is not { } interval || (interval >= ShortestInterval && interval <= Longest && interval.Ticks % TimeSpan.TicksPerSecond == 0)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Interval), value, $"Interval must be from 1 to {DurationRule.MaxSeconds} whole seconds; found {value}. Set a time in this range.");
    }

    /// <summary>The time zone that a cron expression is read in, by its IANA name.</summary>
    /// <value>Default: "UTC".</value>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The input of each execution as it is recorded. <see cref="DurableSchedules.CreateAsync{TIn}"/> writes a value.</summary>
    /// <value>At most 6 MiB of UTF-8. Default: null, no payload.</value>
    public string? InputPayload { get; init; }

    /// <summary>What becomes of a time while the execution of an earlier one has not ended.</summary>
    /// <value>Default: <see cref="ScheduleOverlap.Skip"/>.</value>
    public ScheduleOverlap Overlap { get; init; }

    /// <summary>How late an execution may still be started, when no process ran at its time. Earlier times are left out.</summary>
    /// <value>0 to 366 days. Default: 1 day.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan CatchUpWindow
    {
        get => _catchUpWindow;
        init => _catchUpWindow = InRange(value, nameof(CatchUpWindow));
    }

    /// <summary>By how much at most an execution begins later than its time, so that many schedules do not begin at once. How much it is follows from schedule and time.</summary>
    /// <value>0 to 366 days. Default: 0.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan Jitter
    {
        get => _jitter;
        init => _jitter = InRange(value, nameof(Jitter));
    }

    /// <summary>How long each execution may take; see <see cref="StartOptions.Timeout"/>.</summary>
    /// <value>0 to 366 days. Default: null, the function's own.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init => _timeout = value is { } timeout ? InRange(timeout, nameof(Timeout)) : null;
    }

    /// <summary>The tags of each execution; see <see cref="StartOptions.Tags"/>. They are copied.</summary>
    /// <value>Default: null, none.</value>
    /// <exception cref="ArgumentException">There are too many, or a key or a value is not valid.</exception>
    public IReadOnlyDictionary<string, string>? Tags
    {
        get => _tags;
        init => _tags = TagSet.Of(value, nameof(Tags));
    }

    /// <summary>For whom each execution runs; see <see cref="StartOptions.TenantId"/>.</summary>
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

    /// <summary>The priority of each execution; see <see cref="StartOptions.Priority"/>.</summary>
    /// <value>Any number. Default: 0.</value>
    public int Priority { get; init; }

    /// <summary>Executions at the times of a cron expression.</summary>
    /// <param name="functionName">The function that is started.</param>
    /// <param name="cron">The expression; see <see cref="Cron"/>.</param>
    /// <param name="timeZone">The IANA name of its time zone.</param>
    /// <returns>The spec.</returns>
    public static ScheduleSpec OfCron(string functionName, string cron, string timeZone = "UTC") => new() { FunctionName = functionName, Cron = cron, TimeZone = timeZone };

    /// <summary>Executions at an interval.</summary>
    /// <param name="functionName">The function that is started.</param>
    /// <param name="interval">The time between two; see <see cref="Interval"/>.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The interval is out of its range.</exception>
    public static ScheduleSpec Every(string functionName, TimeSpan interval) => new() { FunctionName = functionName, Interval = interval };

    /// <summary>The next times, without jitter: to show, and for tests.</summary>
    /// <param name="after">The time after which they are.</param>
    /// <param name="count">How many; 0 to 10,000.</param>
    /// <returns>The times in UTC, the earliest first; fewer when there are no more.</returns>
    /// <exception cref="ArgumentException">The spec has no times, or has both kinds, or the expression or the time zone is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public IReadOnlyList<DateTimeOffset> NextTimes(DateTimeOffset after, int count)
    {
        const int Most = 10_000;
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        var times = new ScheduleTimes(this);
        var next = new List<DateTimeOffset>(count);
        while (next.Count < count && times.After(after) is { } time)
        {
            next.Add(time);
            after = time;
        }

        return next;
    }

    private static TimeSpan InRange(TimeSpan value, string name) => value >= TimeSpan.Zero && value <= Longest
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be from 0 to {DurationRule.MaxSeconds} seconds (366 days); found {value}. Set a time in this range.");
}

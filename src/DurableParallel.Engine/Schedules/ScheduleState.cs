using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Schedules;

/// <summary>What is on record of a schedule. Its JSON is on disk: a member keeps its name and its meaning.</summary>
internal sealed record ScheduleState
{
    public required string Name { get; init; }

    public required string Function { get; init; }

    public string? Cron { get; init; }

    public long? IntervalSeconds { get; init; }

    public required string Zone { get; init; }

    public string? Input { get; init; }

    public ScheduleOverlap Overlap { get; init; }

    public long CatchUpMilliseconds { get; init; }

    public long JitterMilliseconds { get; init; }

    public long? TimeoutMilliseconds { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public string? Tenant { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    public bool IsPaused { get; init; }

    public string? Note { get; init; }

    public bool IsDeclared { get; init; }

    /// <summary>All times up to this one are decided; in milliseconds since 1970.</summary>
    public long Through { get; init; }

    /// <summary>The time whose execution begins when the running one has ended; in milliseconds since 1970.</summary>
    public long? Buffered { get; init; }

    public string? LastExecution { get; init; }

    public long Started { get; init; }

    public long Skipped { get; init; }

    public string? LastError { get; init; }

    /// <summary>A schedule that has done nothing yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="spec">What it starts, and when.</param>
    /// <param name="now">Times after this one count; in milliseconds since 1970.</param>
    /// <param name="isDeclared">Whether the application declares it.</param>
    public static ScheduleState Of(string name, ScheduleSpec spec, long now, bool isDeclared) => new ScheduleState { Name = name, Function = "", Zone = "", IsDeclared = isDeclared }.With(spec, now);

    /// <summary>Another spec from now on.</summary>
    public ScheduleState With(ScheduleSpec spec, long now) => this with
    {
        Function = spec.FunctionName,
        Cron = spec.Cron,
        IntervalSeconds = spec.Interval is { } interval ? (long)interval.TotalSeconds : null,
        Zone = spec.TimeZone,
        Input = spec.InputPayload,
        Overlap = spec.Overlap,
        CatchUpMilliseconds = (long)spec.CatchUpWindow.TotalMilliseconds,
        JitterMilliseconds = (long)spec.Jitter.TotalMilliseconds,
        TimeoutMilliseconds = spec.Timeout is { } timeout ? (long)Math.Ceiling(timeout.TotalMilliseconds) : null,
        Tags = spec.Tags is null ? null : new Dictionary<string, string>(spec.Tags, StringComparer.Ordinal),
        Tenant = spec.TenantId,
        Priority = spec.Priority,
        Through = now,
        Buffered = null,
    };

    public ScheduleSpec ToSpec() => new()
    {
        FunctionName = Function,
        Cron = Cron,
        Interval = IntervalSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        TimeZone = Zone,
        InputPayload = Input,
        Overlap = Overlap,
        CatchUpWindow = TimeSpan.FromMilliseconds(CatchUpMilliseconds),
        Jitter = TimeSpan.FromMilliseconds(JitterMilliseconds),
        Timeout = TimeoutMilliseconds is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
        Tags = Tags,
        TenantId = Tenant,
        Priority = Priority,
    };

    /// <summary>Whether a spec is the one that is on record.</summary>
    public bool Has(ScheduleSpec spec) => Of(Name, spec, now: 0, isDeclared: false).ToBytes().AsSpan().SequenceEqual(Of(Name, ToSpec(), now: 0, isDeclared: false).ToBytes());

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ScheduleJson.Default.ScheduleState);

    /// <exception cref="JournalDamagedException">The bytes are not what <see cref="ToBytes"/> makes.</exception>
    public static ScheduleState FromBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var state = JsonSerializer.Deserialize(bytes, ScheduleJson.Default.ScheduleState) ?? throw RecordReader.Damage("a schedule is null");
            _ = new ScheduleTimes(state.ToSpec());
            return state;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            throw RecordReader.Damage($"a schedule cannot be read: {unreadable.Message}");
        }
    }
}

/// <summary>Reads and writes <see cref="ScheduleState"/> without reflection.</summary>
[JsonSerializable(typeof(ScheduleState))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
internal sealed partial class ScheduleJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace DurableParallel.Records;

/// <summary>What a callback's START says beyond its name. Its JSON is the wire's, which has whole seconds, and no 0 of the second: the service takes none from a client.</summary>
internal sealed record CallbackOptions : OperationOptions
{
    /// <summary>Milliseconds until the callback times out; 0 is never.</summary>
    [JsonIgnore]
    public long TimeoutMilliseconds { get; init; }

    /// <summary>Milliseconds that may pass between two heartbeats; 0 is any number.</summary>
    [JsonIgnore]
    public long HeartbeatTimeoutMilliseconds { get; init; }

    /// <summary>As the wire has it.</summary>
    public int TimeoutSeconds
    {
        get => DurationRule.ToWire(TimeoutMilliseconds);
        init => TimeoutMilliseconds = DurationRule.FromWire(value);
    }

    /// <inheritdoc cref="TimeoutSeconds"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int HeartbeatTimeoutSeconds
    {
        get => DurationRule.ToWire(HeartbeatTimeoutMilliseconds);
        init => HeartbeatTimeoutMilliseconds = DurationRule.FromWire(value);
    }

    /// <summary>
    /// The name of the type that its result is read as, by the function's serializer. Null when that is not known: the callback
    /// has a serializer of its own, was recorded before types were, or belongs to another process.
    /// </summary>
    [JsonIgnore]
    public string? ResultType { get; init; }

    public override DateTimeOffset? DueAt(DateTimeOffset started, DateTimeOffset lastSign) => CallbackDeadline.Of(this, started, lastSign);
}

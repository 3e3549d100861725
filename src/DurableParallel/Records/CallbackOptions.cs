using System.Text.Json.Serialization;

namespace DurableParallel.Records;

/// <summary>What a callback's START says beyond its name. Its JSON is the wire's, which has no 0 of the second: the service takes none from a client.</summary>
/// <param name="TimeoutSeconds">Whole seconds until the callback times out; 0 is never.</param>
/// <param name="HeartbeatTimeoutSeconds">Whole seconds that may pass between two heartbeats; 0 is any number.</param>
internal sealed record CallbackOptions(int TimeoutSeconds, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int HeartbeatTimeoutSeconds) : OperationOptions
{
    /// <summary>
    /// The name of the type that its result is read as, by the function's serializer. Null when that is not known: the callback
    /// has a serializer of its own, was recorded before types were, or belongs to another process.
    /// </summary>
    [JsonIgnore]
    public string? ResultType { get; init; }

    public override DateTimeOffset? DueAt(DateTimeOffset started, DateTimeOffset lastSign) => CallbackDeadline.Of(this, started, lastSign);
}

using System.Text.Json.Serialization;

namespace DurableParallel.Wire;

/// <summary>What a callback's START says besides; 0 is no limit.</summary>
internal sealed record WireCallbackOptions
{
    public int TimeoutSeconds { get; init; }

    /// <summary>Not sent where there is none: the service takes no 0 from a client.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int HeartbeatTimeoutSeconds { get; init; }
}

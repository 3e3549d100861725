namespace DurableParallel.Callbacks;

/// <summary>Of a callback without a result: whatever the outside gives with it is not looked at.</summary>
internal sealed class IgnoredPayload : IDurableSerializer
{
    public static IgnoredPayload Instance { get; } = new();

    public string? Serialize<T>(T value, SerializationContext context) => null;

    public T Deserialize<T>(string? payload, SerializationContext context) => default!;
}

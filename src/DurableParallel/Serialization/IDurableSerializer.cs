namespace DurableParallel;

/// <summary>
/// Turns values into payloads and back. A payload is the whole text that is recorded, not a JSON value inside one, and
/// null is no payload at all. Implementations must be safe to call from several threads.
/// </summary>
public interface IDurableSerializer
{
    /// <summary>Makes the payload of a value.</summary>
    string? Serialize<T>(T value, SerializationContext context);

    /// <summary>Makes the value of a payload; for null, the default of the type.</summary>
    T Deserialize<T>(string? payload, SerializationContext context);
}

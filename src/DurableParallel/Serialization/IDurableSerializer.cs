namespace DurableParallel;

/// <summary>
/// Turns values into payloads and back. A payload is the whole text that is recorded, not a JSON value inside one, and
/// null is no payload at all. Implementations must be safe to call from several threads.
/// </summary>
public interface IDurableSerializer
{
    /// <summary>Makes the payload of a value.</summary>
    /// <typeparam name="T">The type that is written.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="context">Where the payload belongs. The input of an execution is written before there is one, so both members are empty for it.</param>
    /// <returns>The payload; null for none.</returns>
    string? Serialize<T>(T value, SerializationContext context);

    /// <summary>Makes the value of a payload; for null, the default of the type.</summary>
    /// <typeparam name="T">The type that is read.</typeparam>
    /// <param name="payload">The payload; null when there is none.</param>
    /// <param name="context">Where the payload belongs. The input of an execution is written before there is one, so both members are empty for it.</param>
    /// <returns>The value.</returns>
    T Deserialize<T>(string? payload, SerializationContext context);
}

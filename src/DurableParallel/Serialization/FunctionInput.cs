namespace DurableParallel.Serialization;

/// <summary>
/// What a function takes. Its own serializer writes it, whoever starts the function, since that is what reads it.
/// </summary>
/// <param name="type">The type of the input; null for a function without one, which takes anything.</param>
/// <param name="serializer">The function's.</param>
internal sealed class FunctionInput(PayloadType? type, IDurableSerializer serializer)
{
    public PayloadType? Type => type;

    public IDurableSerializer Serializer => serializer;

    /// <summary>Writes a value as the function's input.</summary>
    /// <param name="value">The value, which may be of another type than the function's, as long as it is read as that.</param>
    /// <param name="other">Whoever starts it: writes what the function's serializer does not know.</param>
    /// <param name="isKnownToFit">Whether it is sure to be read, so that nothing needs to be checked.</param>
    public string? Write<T>(T value, IDurableSerializer other, out bool isKnownToFit)
    {
        isKnownToFit = type is null || type.Type == typeof(T);
        try
        {
            return serializer.Serialize(value, SerializationContext.Input);
        }
        catch (Exception) when (type?.Type != typeof(T) && !ReferenceEquals(serializer, other))
        {
            return other.Serialize(value, SerializationContext.Input);
        }
    }

    /// <summary>Why a payload is not the function's input; null when it is one.</summary>
    public Exception? WhyUnreadable(string? payload) =>
        type is null || payload is null ? null : type.WhyUnreadable(payload, serializer, SerializationContext.Input);
}

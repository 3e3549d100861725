using DurableParallel.Serialization;

namespace DurableParallel.Engine.Starting;

/// <summary>
/// Whether two inputs say the same, for whoever starts an execution again. In this order: the same text; the same JSON, below
/// all codecs; the same JSON when both are read and written again by the function's type, or by the type that was given, so
/// that members which came later and the order of sets count for nothing.
/// </summary>
internal static class SameInput
{
    /// <summary>Of payloads of which nothing is known.</summary>
    public static bool Of(string? stored, string? given) =>
        string.Equals(stored, given, StringComparison.Ordinal) || (stored is not null && given is not null && JsonValues.SayTheSame(stored, given));

    /// <param name="stored">What is on record.</param>
    /// <param name="given">What is asked for now.</param>
    /// <param name="type">What the function takes; null when that is not known.</param>
    /// <param name="serializer">Of both payloads.</param>
    public static bool Of(string? stored, StartInput given, PayloadType? type, IDurableSerializer serializer)
    {
        if (string.Equals(stored, given.Payload, StringComparison.Ordinal) || stored is null || given.Payload is not { } other)
        {
            return string.Equals(stored, given.Payload, StringComparison.Ordinal);
        }

        try
        {
            var (left, inner) = CodecSerializer.Open(stored, serializer, SerializationContext.Input);
            var (right, _) = CodecSerializer.Open(other, serializer, SerializationContext.Input);
            return Of(left, right) || SameAs(type, left, right, inner) || (given.Given != type && SameAs(given.Given, left, right, inner));
        }
        catch (DurableException)
        {
            // What cannot be decoded says something else.
            return false;
        }
    }

    private static bool SameAs(PayloadType? type, string left, string right, IDurableSerializer serializer)
    {
        try
        {
            return type?.Rewrite(left, serializer, SerializationContext.Input) is { } one
                && type.Rewrite(right, serializer, SerializationContext.Input) is { } other
                && (one == other || JsonValues.SayTheSame(one, other, type.Type, serializer as IPayloadShapes));
        }
        catch (Exception)
        {
            // The user's serializer may throw anything for what is no input of this type.
            return false;
        }
    }
}

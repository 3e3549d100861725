using System.Text.Json;

namespace DurableParallel.Serialization;

/// <summary>Reads what is about to be recorded, and refuses what would not come back.</summary>
internal static class RoundTripCheck
{
    /// <param name="need">What has to be done.</param>
    /// <param name="place">Where the payload belongs. The result of an execution is not read by its replay: it may be of a type that only its readers can make.</param>
    /// <param name="payload">What was written.</param>
    /// <param name="serializer">Reads and writes, and checks nothing itself.</param>
    /// <exception cref="JsonException">It would not come back as it is.</exception>
    public static void Require<T>(RoundTrip need, in SerializationContext place, string payload, IUncheckedSerializer serializer)
    {
        if (need == RoundTrip.Certain || place.IsResult)
        {
            return;
        }

        T read;
        try
        {
            read = serializer.Read<T>(payload);
        }
        catch (Exception error)
        {
            throw new JsonException($"It could not be read again: {error.Message} Give the member a type that can be made, or a converter that writes and reads it.", error);
        }

        if (need == RoundTrip.MustBeSame && JsonValues.FirstDifference(payload, serializer.Write(read)) is { } path)
        {
            throw new JsonException(
                $"The value at '{path}' would not be read again as it is. "
                + "Give the member a setter or a parameter of the constructor, declare it as the type that it holds, use a list for a stack, or give the type a converter.");
        }
    }
}

namespace DurableParallel.Serialization;

/// <summary>
/// Reads what the outside gave as a callback's result. It need not know of serializers: no payload is the type's
/// default, and a text may come as JSON or as it is.
/// </summary>
internal static class CallbackPayload
{
    public static T Read<T>(string? payload, IDurableSerializer serializer, SerializationContext context)
    {
        if (payload is null)
        {
            return default!;
        }

        // A serializer of the user's owns the whole text: what it writes need not be JSON.
        var mayBePlainText = typeof(T) == typeof(string) && serializer is NewtonsoftSerializer or SystemTextJsonSerializer;
        if (!mayBePlainText)
        {
            return serializer.Deserialize<T>(payload, context);
        }

        return (T)(object)(ReadJsonString(payload, serializer, context) ?? payload);
    }

    private static string? ReadJsonString(string payload, IDurableSerializer serializer, SerializationContext context)
    {
        if (!payload.AsSpan().TrimStart(" \t\r\n").StartsWith('"'))
        {
            return null;
        }

        try
        {
            return serializer.Deserialize<string>(payload, context);
        }
        catch (DurableException unreadable) when (unreadable.Code == ErrorCodes.PayloadUnreadable)
        {
            return null;
        }
    }
}

namespace DurableParallel.Serialization;

/// <summary>A serializer and what its payloads pass through.</summary>
internal sealed class CodecSerializer(IDurableSerializer inner, IPayloadCodec codec) : IDurableSerializer
{
    private readonly IDurableSerializer _inner = inner;

    /// <summary>What another serializer made, below all codecs, and that serializer.</summary>
    public static (string Payload, IDurableSerializer Serializer) Open(string payload, IDurableSerializer serializer, SerializationContext context)
    {
        while (serializer is CodecSerializer coded)
        {
            payload = coded.Decode<string>(payload, context);
            serializer = coded._inner;
        }

        return (payload, serializer);
    }

    public string? Serialize<T>(T value, SerializationContext context)
    {
        if (_inner.Serialize(value, context) is not { } payload)
        {
            return null;
        }

        try
        {
            return codec.Encode(payload, context) ?? throw NoText(nameof(IPayloadCodec.Encode));
        }
        catch (Exception error)
        {
            throw PayloadErrors.Unwritable(typeof(T), context, error);
        }
    }

    public T Deserialize<T>(string? payload, SerializationContext context) =>
        _inner.Deserialize<T>(payload is null ? null : Decode<T>(payload, context), context);

    private string Decode<T>(string payload, SerializationContext context)
    {
        try
        {
            return codec.Decode(payload, context) ?? throw NoText(nameof(IPayloadCodec.Decode));
        }
        catch (Exception error)
        {
            throw PayloadErrors.Unreadable(typeof(T), context, error);
        }
    }

    private InvalidOperationException NoText(string method) =>
        new($"{codec.GetType().Name}.{method} returned null where a text was expected.");
}

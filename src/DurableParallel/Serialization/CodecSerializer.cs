namespace DurableParallel.Serialization;

/// <summary>A serializer and what its payloads pass through.</summary>
internal sealed class CodecSerializer(IDurableSerializer inner, IPayloadCodec codec) : IDurableSerializer
{
    private readonly IDurableSerializer _inner = inner;

    /// <summary>
    /// Whether two payloads of this serializer say the same. Encoded texts may differ all the same: a cipher takes another
    /// nonce each time.
    /// </summary>
    public static bool SayTheSame(IDurableSerializer serializer, string? left, string? right, SerializationContext context)
    {
        if (left == right || left is null || right is null || serializer is not CodecSerializer coded)
        {
            return left == right;
        }

        try
        {
            return SayTheSame(coded._inner, coded.Decode<string>(left, context), coded.Decode<string>(right, context), context);
        }
        catch (DurableException)
        {
            return false;
        }
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

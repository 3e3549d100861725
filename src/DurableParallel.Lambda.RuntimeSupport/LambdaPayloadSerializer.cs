using System.Text;
using Amazon.Lambda.Core;

namespace DurableParallel.Lambda.RuntimeSupport;

/// <summary>Payloads by a serializer of Lambda's, such as Amazon.Lambda.Serialization.SystemTextJson. As safe for threads as that one is.</summary>
/// <param name="serializer">Lambda's serializer. Its texts have to be UTF-8.</param>
public sealed class LambdaPayloadSerializer(ILambdaSerializer serializer) : IDurableSerializer
{
    private readonly ILambdaSerializer _serializer = serializer ?? throw new ArgumentNullException(nameof(serializer));

    /// <inheritdoc/>
    public string? Serialize<T>(T value, SerializationContext context)
    {
        using var stream = new MemoryStream();
        _serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <inheritdoc/>
    public T Deserialize<T>(string? payload, SerializationContext context)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(payload ?? "null"), writable: false);
        return _serializer.Deserialize<T>(stream);
    }
}

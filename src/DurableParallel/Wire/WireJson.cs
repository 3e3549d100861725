using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DurableParallel.Serialization;

namespace DurableParallel.Wire;

/// <summary>
/// The JSON of the wire's messages, in both directions: unknown members are ignored, and members that are null are
/// left out. How long a message may be is for whoever takes it from the wire. Immutable and safe from any thread.
/// </summary>
internal sealed class WireJson
{
    /// <summary>Deeper messages are refused; none of the protocol's is half as deep.</summary>
    public const int MaxDepth = 32;

    private readonly WireJsonContext _context;

    private WireJson(JsonConverter<DateTimeOffset> timestamps) => _context = new WireJsonContext(new JsonSerializerOptions
    {
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxDepth,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        Converters =
        {
            timestamps,
            new WireActionConverter(),
            new SystemTextJsonEnumConverter<OperationType>(),
            new SystemTextJsonEnumConverter<OperationStatus>(),
            new SystemTextJsonEnumConverter<InvocationStatus>(),
        },
    });

    /// <summary>With moments in whole milliseconds: the envelopes of an invocation.</summary>
    public static WireJson Milliseconds { get; } = new(new WireMillisecondsConverter());

    /// <summary>With moments in seconds: the bodies of requests and responses.</summary>
    public static WireJson Seconds { get; } = new(new WireSecondsConverter());

    public static WireJson With(WireTimestamps timestamps) => timestamps == WireTimestamps.Milliseconds ? Milliseconds : Seconds;

    /// <exception cref="WireFormatException">The text is not JSON in UTF-8, or not this message.</exception>
    public T Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeInfo<T>()) ?? throw Malformed<T>("it is null", null);
        }
        catch (JsonException malformed)
        {
            throw Malformed<T>(malformed.Message, malformed);
        }
    }

    public byte[] Write<T>(T message)
        where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(message, TypeInfo<T>());

    public void Write<T>(IBufferWriter<byte> output, T message)
        where T : class
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        JsonSerializer.Serialize(writer, message, TypeInfo<T>());
    }

    private static WireFormatException Malformed<T>(string reason, Exception? inner) =>
        new($"Expected the JSON of a {typeof(T).Name["Wire".Length..]}; found something else: {reason}", inner);

    private JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>?)_context.GetTypeInfo(typeof(T)) ?? throw new ArgumentException($"{typeof(T)} is no message of the wire.");
}

using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DurableParallel.Serialization;

/// <summary>System.Text.Json, through the metadata of its options only. Whatever a converter of the user's throws is told by place.</summary>
internal sealed class SystemTextJsonSerializer : IDurableSerializer, IUncheckedSerializer, IPayloadShapes
{
    private readonly JsonSerializerOptions _options;
    private readonly SystemTextJsonRoundTrips _roundTrips;

    /// <param name="options">A copy of its own, which has a resolver and is completed here.</param>
    public SystemTextJsonSerializer(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = true;
        options.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(ValueTupleFields.RequireThem).WithAddedModifier(ReadOnlyCollections.Refill);
        options.Converters.Add(new SystemTextJsonBigIntegerConverter());
        foreach (var item in WireEnums.Items)
        {
            options.Converters.Add(item.CreateSystemTextJsonConverter());
        }

        options.MakeReadOnly();
        _options = options;
        _roundTrips = new SystemTextJsonRoundTrips(options);
    }

    public string? Serialize<T>(T value, SerializationContext context)
    {
        try
        {
            var payload = Write(value);
            RoundTripCheck.Require<T>(_roundTrips.Of(typeof(T)), context, payload, this);
            return payload;
        }
        catch (Exception error)
        {
            throw PayloadErrors.Unwritable(typeof(T), context, error);
        }
    }

    public T Deserialize<T>(string? payload, SerializationContext context)
    {
        if (payload is null)
        {
            return default!;
        }

        try
        {
            return Read<T>(payload);
        }
        catch (Exception error)
        {
            throw PayloadErrors.Unreadable(typeof(T), context, error);
        }
    }

    public PayloadShape ShapeOf(Type type) => _options.TryGetTypeInfo(type, out var info)
        ? info.Kind switch
        {
            JsonTypeInfoKind.Enumerable => new PayloadShape(info.ElementType, Sets.Has(type)),
            JsonTypeInfoKind.Dictionary => new PayloadShape(info.ElementType),
            JsonTypeInfoKind.Object => new PayloadShape(Member: name => info.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType),
            _ => default,
        }
        : default;

    public T Read<T>(string payload) => JsonSerializer.Deserialize(payload, Info<T>())!;

    public string Write<T>(T value) => JsonSerializer.Serialize(value, Info<T>());

    private JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}

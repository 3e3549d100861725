using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DurableParallel.Serialization;

/// <summary>System.Text.Json, through the metadata of its options only. Whatever a converter of the user's throws is told by place.</summary>
internal sealed class SystemTextJsonSerializer : IDurableSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <param name="options">A copy of its own, which has a resolver and is completed here.</param>
    public SystemTextJsonSerializer(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = true;
        options.NumberHandling |= JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(ValueTupleFields.RequireThem);
        options.Converters.Add(new SystemTextJsonBigIntegerConverter());
        foreach (var item in WireEnums.Items)
        {
            options.Converters.Add(item.CreateSystemTextJsonConverter());
        }

        options.MakeReadOnly();
        _options = options;
    }

    public string? Serialize<T>(T value, SerializationContext context)
    {
        try
        {
            return JsonSerializer.Serialize(value, Info<T>());
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
            return JsonSerializer.Deserialize(payload, Info<T>())!;
        }
        catch (Exception error)
        {
            throw PayloadErrors.Unreadable(typeof(T), context, error);
        }
    }

    private JsonTypeInfo<T> Info<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}

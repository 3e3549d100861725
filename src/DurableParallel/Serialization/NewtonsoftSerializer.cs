using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DurableParallel.Errors;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace DurableParallel.Serialization;

/// <summary>Newtonsoft.Json. The default settings are the contract of what is on record, so they never change.</summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal sealed class NewtonsoftSerializer : IDurableSerializer, IUncheckedSerializer, IPayloadShapes
{
    private const int DefaultMaxDepth = 64;

    private readonly JsonSerializer _serializer;
    private readonly int _maxDepth;
    private readonly bool _hasShortcuts;
    private readonly NewtonsoftRoundTrips _roundTrips;

    public NewtonsoftSerializer()
        : this(new JsonSerializerSettings
        {
            TypeNameHandling = TypeNameHandling.None,
            MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
            DateParseHandling = DateParseHandling.None,
            MaxDepth = DefaultMaxDepth,
            Culture = CultureInfo.InvariantCulture,
        }) =>
        _hasShortcuts = true;

    public NewtonsoftSerializer(JsonSerializerSettings settings)
    {
        if (settings.TypeNameHandling != TypeNameHandling.None)
        {
            throw new ArgumentException(
                $"TypeNameHandling must be None; found {settings.TypeNameHandling}. A payload must not choose which types are made. Write a JsonConverter for the types that need it.",
                nameof(settings));
        }

        // Create, and not CreateDefault: settings that an application makes global must not change what is on record.
        _serializer = JsonSerializer.Create(settings);
        _serializer.MaxDepth ??= DefaultMaxDepth;
        _serializer.CheckAdditionalContent = true;
        if (settings is { ContractResolver: null, ObjectCreationHandling: ObjectCreationHandling.Auto })
        {
            _serializer.ContractResolver = NewtonsoftContracts.For([.. settings.Converters]);
        }

        // Where contracts know them nobody asks them for every value.
        if (_serializer.ContractResolver is not NewtonsoftContracts { KnowsConverters: true })
        {
            NewtonsoftConverters.All.ForEach(_serializer.Converters.Add);
        }

        _maxDepth = _serializer.MaxDepth.Value;
        _roundTrips = new NewtonsoftRoundTrips(_serializer);
    }

    public string? Serialize<T>(T value, SerializationContext context)
    {
        if (_hasShortcuts && PlainJson.TryWrite(value, out var plain))
        {
            return plain;
        }

        try
        {
            NewtonsoftContracts.TakeWrittenDerived();
            var payload = Write(value);
            var need = NewtonsoftContracts.TakeWrittenDerived() ? RoundTrip.MustBeSame : _roundTrips.Of(typeof(T));
            RoundTripCheck.Require<T>(need, context, payload, this);
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

        if (_hasShortcuts && PlainJson.TryRead<T>(payload, out var plain))
        {
            return plain;
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

    public PayloadShape ShapeOf(Type type) => _serializer.ContractResolver.ResolveContract(type) switch
    {
        JsonArrayContract array => new PayloadShape(array.CollectionItemType, Sets.Has(type)),
        JsonDictionaryContract dictionary => new PayloadShape(dictionary.DictionaryValueType),
        JsonObjectContract members => new PayloadShape(Member: name => members.Properties.GetClosestMatchProperty(name)?.PropertyType),
        _ => default,
    };

    public T Read<T>(string payload)
    {
        if (string.IsNullOrWhiteSpace(payload))
        {
            // Newtonsoft.Json would make it null, as if nothing had been lost.
            throw new JsonSerializationException("It is empty.");
        }

        using var json = new JsonTextReader(new StringReader(payload)) { ArrayPool = JsonCharPool.Instance };
        return _serializer.Deserialize<T>(json)!;
    }

    public string Write<T>(T value)
    {
        var text = TextBuffer.Rent();
        try
        {
            using var json = new DepthLimitedJsonWriter(text, _maxDepth) { ArrayPool = JsonCharPool.Instance, CloseOutput = false, AutoCompleteOnClose = false };
            _serializer.Serialize(json, value, typeof(T));
            json.Flush();
            return LoneSurrogates.Replace(text.ToString());
        }
        finally
        {
            TextBuffer.Return(text);
        }
    }
}

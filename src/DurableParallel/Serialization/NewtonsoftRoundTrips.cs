using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace DurableParallel.Serialization;

/// <summary>Finds out what of a type Newtonsoft.Json might write and not read, by its contracts and those of all its members.</summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal sealed class NewtonsoftRoundTrips(JsonSerializer serializer)
{
    private readonly ConcurrentDictionary<Type, RoundTrip> _known = new();

    public RoundTrip Of(Type type) => _known.TryGetValue(type, out var known) ? known : _known.GetOrAdd(type, Judge(type, []));

    private RoundTrip Judge(Type type, HashSet<Type> seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(object) || !seen.Add(type))
        {
            return RoundTrip.Certain;
        }

        var contract = serializer.ContractResolver.ResolveContract(type);
        if ((contract.Converter ?? serializer.Converters.FirstOrDefault(converter => converter.CanConvert(type))) is { } converter)
        {
            return OfConverter(converter);
        }

        return contract switch
        {
            JsonArrayContract array => Max(OfCollection(type, array), array.CollectionItemType is { } item ? Judge(item, seen) : RoundTrip.Certain),
            JsonDictionaryContract dictionary => Max(
                Max(OfMaking(dictionary), OfKey(dictionary.DictionaryKeyType)),
                dictionary.DictionaryValueType is { } value ? Judge(value, seen) : RoundTrip.Certain),
            JsonObjectContract members => OfMembers(type, members, seen),
            JsonLinqContract => RoundTrip.Certain,
            JsonPrimitiveContract => IsOfFramework(type) || type.IsEnum ? RoundTrip.Certain : RoundTrip.MustRead,
            _ => RoundTrip.MustRead,
        };
    }

    // What a converter of the user's makes of its values is for it to say, as long as it reads them.
    private static RoundTrip OfConverter(JsonConverter converter) =>
        converter.GetType().Assembly == typeof(NewtonsoftRoundTrips).Assembly || converter.GetType().Assembly == typeof(JsonConverter).Assembly
            ? RoundTrip.Certain
            : RoundTrip.MustRead;

    private static RoundTrip OfCollection(Type type, JsonArrayContract contract) =>
        ReversedCollections.Has(type) ? RoundTrip.MustBeSame : type.IsArray ? RoundTrip.Certain : OfMaking(contract);

    private static RoundTrip OfMaking(JsonContainerContract contract) =>
        contract.CreatedType.IsAbstract || contract.CreatedType.IsInterface || !IsOfFramework(contract.UnderlyingType) ? RoundTrip.MustRead : RoundTrip.Certain;

    private RoundTrip OfKey(Type? key) => key switch
    {
        null => RoundTrip.Certain,
        _ when key == typeof(object) => RoundTrip.MustRead,
        _ => serializer.ContractResolver.ResolveContract(key) is JsonPrimitiveContract && (IsOfFramework(key) || key.IsEnum) ? RoundTrip.Certain : RoundTrip.MustRead,
    };

    private RoundTrip OfMembers(Type type, JsonObjectContract contract, HashSet<Type> seen)
    {
        var result = CanBeMade(type, contract) ? RoundTrip.Certain : RoundTrip.MustRead;
        var isAnySet = contract.Properties.Count == 0;
        foreach (var property in contract.Properties.Where(static property => !property.Ignored && property.Readable && property.PropertyType is not null))
        {
            var isSet = property.Writable || contract.CreatorParameters.GetClosestMatchProperty(property.PropertyName!) is not null;
            var isFilled = !isSet && NewtonsoftCollectionConverter.IsCollection(property.PropertyType!);
            isAnySet |= isSet || isFilled;
            result = Max(result, isSet || isFilled ? OfMember(property, seen) : OfUnset(property));
        }

        return isAnySet ? result : RoundTrip.MustBeSame;
    }

    private RoundTrip OfMember(JsonProperty property, HashSet<Type> seen) =>
        property.Converter is { } converter and not NewtonsoftCollectionConverter ? OfConverter(converter) : Judge(property.PropertyType!, seen);

    /// <summary>A member that is written and never read holds something of its own, or is computed from others.</summary>
    private static RoundTrip OfUnset(JsonProperty property) =>
        StoredMember.Is(property.DeclaringType, property.UnderlyingName) ? RoundTrip.MustBeSame : RoundTrip.Certain;

    private static bool CanBeMade(Type type, JsonObjectContract contract) =>
        contract.OverrideCreator is not null
        || (!type.IsAbstract && !type.IsInterface && (type.IsValueType || contract.DefaultCreator is not null || contract.CreatorParameters.Count > 0));

    private static bool IsOfFramework(Type type) => type.Assembly.GetName().Name is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "mscorlib");

    private static RoundTrip Max(RoundTrip left, RoundTrip right) => left > right ? left : right;
}

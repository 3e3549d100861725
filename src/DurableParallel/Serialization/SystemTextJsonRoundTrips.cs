using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DurableParallel.Serialization;

/// <summary>Finds out what of a type System.Text.Json might write and not read, by the metadata of it and of all its members.</summary>
internal sealed class SystemTextJsonRoundTrips(JsonSerializerOptions options)
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

        // A type that is not known cannot be written either, and that says so better.
        if (!options.TryGetTypeInfo(type, out var info))
        {
            return RoundTrip.Certain;
        }

        return info.Kind switch
        {
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => Max(
                ReversedCollections.Has(type) ? RoundTrip.MustBeSame : IsOfFramework(type) ? RoundTrip.Certain : RoundTrip.MustRead,
                info.ElementType is { } item ? Judge(item, seen) : RoundTrip.Certain),
            JsonTypeInfoKind.Object => OfMembers(type, info, seen),
            _ => OfConverter(info.Converter),
        };
    }

    private RoundTrip OfMembers(Type type, JsonTypeInfo info, HashSet<Type> seen)
    {
        var result = OfMaking(type, info, seen);
        var isAnySet = info.Properties.Count == 0;
        foreach (var property in info.Properties.Where(static property => property.Get is not null))
        {
            var isSet = property.Set is not null || property.AssociatedParameter is not null;
            var isFilled = property.ObjectCreationHandling == JsonObjectCreationHandling.Populate;
            isAnySet |= isSet || isFilled;
            result = Max(result, isSet ? OfMember(property, seen) : isFilled ? RoundTrip.MustBeSame : OfUnset(property));
        }

        return isAnySet ? result : RoundTrip.MustBeSame;
    }

    private RoundTrip OfMaking(Type type, JsonTypeInfo info, HashSet<Type> seen)
    {
        if (info.PolymorphismOptions is { } derived)
        {
            return derived.DerivedTypes
                .Select(one => one.TypeDiscriminator is null ? RoundTrip.MustBeSame : one.DerivedType == type ? RoundTrip.Certain : Judge(one.DerivedType, seen))
                .Aggregate(RoundTrip.Certain, Max);
        }

        return !type.IsAbstract && (info.CreateObject is not null || type.IsValueType || info.Properties.Any(static property => property.AssociatedParameter is not null))
            ? RoundTrip.Certain
            : RoundTrip.MustRead;
    }

    private RoundTrip OfMember(JsonPropertyInfo property, HashSet<Type> seen) =>
        property.CustomConverter is { } converter ? OfConverter(converter) : Judge(property.PropertyType, seen);

    /// <summary>A member that is written and never read holds something of its own, or is computed from others.</summary>
    private static RoundTrip OfUnset(JsonPropertyInfo property) =>
        property.AttributeProvider is PropertyInfo member && StoredMember.Is(member.DeclaringType, member.Name) ? RoundTrip.MustBeSame : RoundTrip.Certain;

    // What a converter of the user's makes of its values is for it to say, as long as it reads them.
    private static RoundTrip OfConverter(JsonConverter converter) =>
        converter.GetType().Assembly == typeof(JsonConverter).Assembly || converter.GetType().Assembly == typeof(SystemTextJsonRoundTrips).Assembly
            ? RoundTrip.Certain
            : RoundTrip.MustRead;

    private static bool IsOfFramework(Type type) => type.IsArray || (type.Assembly.GetName().Name is { } name && name.StartsWith("System.", StringComparison.Ordinal));

    private static RoundTrip Max(RoundTrip left, RoundTrip right) => left > right ? left : right;
}

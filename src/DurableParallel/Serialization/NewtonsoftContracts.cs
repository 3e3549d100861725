using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace DurableParallel.Serialization;

/// <summary>
/// What Newtonsoft.Json makes of types here. It would add what it reads to the items that a new object begins with, and
/// would change objects that a new one refers to; so members are replaced.
/// </summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal sealed class NewtonsoftContracts : DefaultContractResolver
{
    [ThreadStatic]
    private static bool _hasWrittenDerived;

    private static readonly NewtonsoftContracts Shared = new([]);

    private readonly IReadOnlyList<JsonConverter> _converters;

    private NewtonsoftContracts(IReadOnlyList<JsonConverter> converters) => _converters = converters;

    /// <param name="converters">The user's, which go before anything of ours.</param>
    /// <returns>One for all who have none, since it keeps what it has found out about types.</returns>
    public static NewtonsoftContracts For(IReadOnlyList<JsonConverter> converters) => converters.Count == 0 ? Shared : new NewtonsoftContracts([.. converters]);

    /// <summary>Whether the contracts carry the converters of this library: not beside a user's, which go before them.</summary>
    public bool KnowsConverters => _converters.Count == 0;

    /// <summary>Whether this thread has written an object of a type that has a base type, which may have been in the place of one, since this was asked last.</summary>
    public static bool TakeWrittenDerived()
    {
        var result = _hasWrittenDerived;
        _hasWrittenDerived = false;
        return result;
    }

    protected override JsonContract CreateContract(Type objectType)
    {
        var contract = base.CreateContract(objectType);
        if (KnowsConverters)
        {
            contract.Converter ??= NewtonsoftConverters.All.Find(converter => converter.CanConvert(objectType));
        }

        return contract;
    }

    protected override JsonObjectContract CreateObjectContract(Type objectType)
    {
        var contract = base.CreateObjectContract(objectType);
        if (objectType.BaseType is { } above && above != typeof(object) && above != typeof(ValueType))
        {
            contract.OnSerializingCallbacks.Add(static (_, _) => _hasWrittenDerived = true);
        }

        return contract;
    }

    protected override JsonProperty CreateProperty(MemberInfo member, MemberSerialization memberSerialization)
    {
        var property = base.CreateProperty(member, memberSerialization);
        if (property is { PropertyType: { } type, ObjectCreationHandling: null, Converter: null, ItemConverter: null })
        {
            Replace(property, type);
        }

        return property;
    }

    private void Replace(JsonProperty property, Type type)
    {
        if (type.IsDefined(typeof(JsonConverterAttribute), inherit: true) || _converters.Any(converter => converter.CanConvert(type)))
        {
            return;
        }

        // A list is made anew without help, and is what most collections are.
        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);
        if (NewtonsoftCollectionConverter.IsCollection(type) && !(isList && property.Writable))
        {
            property.Converter = property.Writable ? NewtonsoftCollectionConverter.Replacing : NewtonsoftCollectionConverter.Refilling;
            property.ObjectCreationHandling = property.Writable ? null : ObjectCreationHandling.Reuse;
        }
        else if (property.Writable && !type.IsAbstract)
        {
            // An abstract type cannot be made: the object that is there is filled, as before.
            property.ObjectCreationHandling = ObjectCreationHandling.Replace;
        }
    }
}

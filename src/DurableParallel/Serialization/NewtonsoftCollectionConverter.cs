using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Reflection;
using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>
/// Reads a collection that is a member so that it has what was written, and not what a new object begins with as well.
/// Kind and comparer of the initial collection are kept.
/// </summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal sealed class NewtonsoftCollectionConverter : JsonConverter
{
    private static readonly HashSet<Type> Taking =
    [
        typeof(ICollection<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
    ];

    private static readonly ConcurrentDictionary<Type, Func<object, object?>> Makers = new();

    private readonly bool _refills;

    private NewtonsoftCollectionConverter(bool refills) => _refills = refills;

    /// <summary>Of members that can be set.</summary>
    public static NewtonsoftCollectionConverter Replacing { get; } = new(refills: false);

    /// <summary>Of members that cannot.</summary>
    public static NewtonsoftCollectionConverter Refilling { get; } = new(refills: true);

    public override bool CanWrite => false;

    /// <summary>Whether a value of the type may be a collection that takes further items, and that no converter of Newtonsoft.Json's own reads.</summary>
    public static bool IsCollection(Type type) =>
        !type.IsArray && !type.IsValueType && type != typeof(ExpandoObject) && !typeof(Newtonsoft.Json.Linq.JToken).IsAssignableFrom(type)
        && Interfaces(type).Any(static one => one == typeof(IList) || one == typeof(IDictionary) || (one.IsGenericType && Taking.Contains(one.GetGenericTypeDefinition())));

    public override bool CanConvert(Type objectType) => false;

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => throw new NotSupportedException();

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        if (existingValue is null || reader.TokenType is not (JsonToken.StartArray or JsonToken.StartObject))
        {
            return serializer.Deserialize(reader, objectType);
        }

        if (_refills)
        {
            Clear(existingValue);
        }
        else if (Empty(existingValue) is { } empty && objectType.IsInstanceOfType(empty))
        {
            existingValue = empty;
        }
        else
        {
            return serializer.Deserialize(reader, objectType);
        }

        serializer.Populate(reader, existingValue);
        return existingValue;
    }

    private static object? Empty(object like) => Makers.GetOrAdd(like.GetType(), MakerOf)(like);

    private static Func<object, object?> MakerOf(Type type)
    {
        // Without its comparer a dictionary would not find again what it found before.
        if (type.GetProperty("Comparer")?.PropertyType is { } comparer && type.GetConstructor([comparer]) is { } comparing)
        {
            var get = type.GetProperty("Comparer")!;
            return like => comparing.Invoke([get.GetValue(like)]);
        }

        return type.GetConstructor(Type.EmptyTypes) is { } plain ? _ => plain.Invoke(null) : static _ => null;
    }

    private static void Clear(object collection)
    {
        switch (collection)
        {
            case IList list:
                list.Clear();
                break;
            case IDictionary dictionary:
                dictionary.Clear();
                break;
            default:
                Interfaces(collection.GetType())
                    .FirstOrDefault(static one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>))
                    ?.GetMethod(nameof(ICollection<>.Clear))!.Invoke(collection, BindingFlags.DoNotWrapExceptions, null, null, null);
                break;
        }
    }

    private static IEnumerable<Type> Interfaces(Type type) => type.IsInterface ? type.GetInterfaces().Append(type) : type.GetInterfaces();
}

using System.Collections;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DurableParallel.Serialization;

/// <summary>Collections that are members without a setter. System.Text.Json writes them and would leave them out when it reads.</summary>
internal static class ReadOnlyCollections
{
    /// <summary>Lets such members be filled with what was written, in place of what a new object begins with.</summary>
    public static void Refill(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
        {
            if (property is { Set: null, Get: { } get, AssociatedParameter: null, ObjectCreationHandling: null })
            {
                Refill(property, get);
            }
        }
    }

    private static void Refill(JsonPropertyInfo property, Func<object, object?> get)
    {
        var type = property.PropertyType;
        if (type.IsArray || type.IsValueType)
        {
            return;
        }

        if (typeof(IList).IsAssignableFrom(type) || Is(type, typeof(IList<>)) || Is(type, typeof(ICollection<>)))
        {
            property.Set = (target, items) => Refill(get(target) as IList, items as IEnumerable);
        }
        else if (typeof(IDictionary).IsAssignableFrom(type) || Is(type, typeof(IDictionary<,>)))
        {
            property.Set = (target, items) => Refill(get(target) as IDictionary, items as IDictionary);
        }
        else if (Is(type, typeof(HashSet<>)) || Is(type, typeof(ISet<>)) || Is(type, typeof(SortedSet<>)))
        {
            property.ObjectCreationHandling = JsonObjectCreationHandling.Populate;
        }
    }

    private static void Refill(IList? list, IEnumerable? items)
    {
        if (list is { IsFixedSize: false, IsReadOnly: false } && items is not null)
        {
            list.Clear();
            foreach (var item in items)
            {
                list.Add(item);
            }
        }
    }

    private static void Refill(IDictionary? dictionary, IDictionary? items)
    {
        if (dictionary is { IsFixedSize: false, IsReadOnly: false } && items is not null)
        {
            dictionary.Clear();
            foreach (DictionaryEntry item in items)
            {
                dictionary.Add(item.Key, item.Value);
            }
        }
    }

    private static bool Is(Type type, Type definition) => type.IsGenericType && type.GetGenericTypeDefinition() == definition;
}

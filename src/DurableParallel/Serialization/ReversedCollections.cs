using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace DurableParallel.Serialization;

/// <summary>Collections that are written from the last item to the first, and read by adding one after the other.</summary>
internal static class ReversedCollections
{
    private static readonly HashSet<Type> All =
    [
        typeof(Stack), typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>), typeof(ImmutableStack<>), typeof(IImmutableStack<>),
    ];

    public static bool Has(Type type) => All.Contains(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
}

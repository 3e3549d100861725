using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Serialization;

/// <summary>Collections whose order says nothing.</summary>
internal static class Sets
{
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A set whose interfaces were trimmed away is compared in order, as a list is.")]
    public static bool Has(Type type) =>
        IsSet(type) || Array.Exists(type.GetInterfaces(), IsSet);

    private static bool IsSet(Type type) =>
        type.IsGenericType
        && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(ISet<>) || definition == typeof(IReadOnlySet<>) || definition == typeof(IImmutableSet<>));
}

using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace DurableParallel.Serialization;

/// <summary>Tells a property that holds a value of its own from one that is computed from others.</summary>
internal static class StoredMember
{
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that was trimmed away holds nothing: the property is taken for a computed one.")]
    public static bool Is(Type? declaring, string? name) =>
        declaring?.GetField($"<{name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}

using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace DurableParallel.Serialization;

/// <summary>Value tuples have fields and no properties, which a context may have been generated without.</summary>
internal static class ValueTupleFields
{
    /// <summary>Refuses metadata by which a tuple would be recorded as an empty object, and come back as its default.</summary>
    public static void RequireThem(JsonTypeInfo info)
    {
        if (info.Kind == JsonTypeInfoKind.Object && info.Properties.Count == 0 && info.Type.IsValueType && info.Type.IsAssignableTo(typeof(ITuple)))
        {
            throw new NotSupportedException(
                $"{info.Type} has fields only, and the source-generated context leaves fields out. "
                + "Return a record, or put [JsonSourceGenerationOptions(IncludeFields = true)] on the context.");
        }
    }
}

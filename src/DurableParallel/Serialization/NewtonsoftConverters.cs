using System.Diagnostics.CodeAnalysis;
using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>The converters of this library. They come after those of the user and of a type's attribute.</summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal static class NewtonsoftConverters
{
    public static List<JsonConverter> All { get; } =
    [
        new NewtonsoftEnumConverter(), new NewtonsoftUnsignedEnumConverter(), new NewtonsoftJsonNodeConverter(), new NewtonsoftTypeConverter(),
    ];
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DurableParallel.Serialization;
using Newtonsoft.Json;

namespace DurableParallel;

/// <summary>
/// The serializers that come with the library. Both write the enums of this library as the wire's tokens, and neither
/// ever makes a type that a payload names. All are safe to call from several threads.
/// </summary>
public static class DurableSerializer
{
    internal const string DefaultNeedsReflection =
        "The default serializer is Newtonsoft.Json, which finds the members of types by reflection. Pass DurableSerializer.SystemTextJson with a source-generated context in trimmed or ahead-of-time compiled applications.";

    internal const string NeedsReflection =
        "Newtonsoft.Json finds the members of types by reflection. Use SystemTextJson with a source-generated context in trimmed or ahead-of-time compiled applications.";

    private static NewtonsoftSerializer? _default;

    /// <summary>
    /// The default one, Newtonsoft.Json: member names as written, texts that look like dates stay texts, "$type" and its
    /// kin are ordinary members, and nesting deeper than 64 is refused, on reading as on writing.
    /// </summary>
    /// <returns>The serializer, always the same one.</returns>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IDurableSerializer Newtonsoft() => LazyInitializer.EnsureInitialized(ref _default, static () => new NewtonsoftSerializer());

    /// <summary>Newtonsoft.Json with settings of your own, as they are at this moment; the wire's tokens are added. A MaxDepth that is not set is 64.</summary>
    /// <param name="settings">The settings; later changes to them have no effect.</param>
    /// <returns>The serializer.</returns>
    /// <exception cref="ArgumentException">The settings choose a TypeNameHandling other than None, which would let a payload choose the types that are made.</exception>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IDurableSerializer Newtonsoft(JsonSerializerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new NewtonsoftSerializer(settings);
    }

    /// <summary>System.Text.Json with a source-generated context, which knows every type that is recorded. Reads member names without regard to case.</summary>
    /// <param name="context">The context, with its options.</param>
    /// <returns>The serializer.</returns>
    public static IDurableSerializer SystemTextJson(JsonSerializerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SystemTextJsonSerializer(new JsonSerializerOptions(context.Options) { TypeInfoResolver = context });
    }

    /// <summary>
    /// System.Text.Json with a copy of these options; without a resolver of their own, by reflection, and then with public
    /// fields, which value tuples are made of. Reads member names without regard to case.
    /// </summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The serializer.</returns>
    [RequiresUnreferencedCode("Options without a resolver find the members of types by reflection. Use the overload with a source-generated context.")]
    [RequiresDynamicCode("Options without a resolver find the members of types by reflection. Use the overload with a source-generated context.")]
    public static IDurableSerializer SystemTextJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var copy = new JsonSerializerOptions(options);
        copy.IncludeFields |= copy.TypeInfoResolver is null;
        copy.TypeInfoResolver ??= new DefaultJsonTypeInfoResolver();
        copy.Converters.Add(new SystemTextJsonTokenConverter());
        return new SystemTextJsonSerializer(copy);
    }

    /// <summary>
    /// Another serializer whose payloads pass through a codec, as for encryption or compression. Being a serializer, it
    /// can be given to a function, an engine, a scope or a single operation.
    /// </summary>
    /// <param name="inner">Makes payloads of values, and values of payloads that are decoded.</param>
    /// <param name="codec">Changes payloads on their way to the record and back. An absent payload passes by it and stays absent.</param>
    /// <returns>The serializer.</returns>
    public static IDurableSerializer WithCodec(IDurableSerializer inner, IPayloadCodec codec)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(codec);
        return new CodecSerializer(inner, codec);
    }

    /// <summary>A serializer of one type, made of two functions, which must be safe to call from several threads. It refuses every other type.</summary>
    /// <typeparam name="T">The type, exactly.</typeparam>
    /// <param name="serialize">Makes the payload of a value; null is no payload.</param>
    /// <param name="deserialize">Makes the value of a payload; it is given null when there is none.</param>
    /// <returns>The serializer.</returns>
    public static IDurableSerializer For<T>(Func<T, string?> serialize, Func<string?, T> deserialize)
    {
        ArgumentNullException.ThrowIfNull(serialize);
        ArgumentNullException.ThrowIfNull(deserialize);
        return new DelegateSerializer<T>(serialize, deserialize);
    }
}

using System.Text.Json.Serialization;

namespace DurableParallel.Wire;

/// <summary>How to read and write each of the wire's messages, made by the compiler.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WireInvocationInput))]
[JsonSerializable(typeof(WireInvocationOutput))]
[JsonSerializable(typeof(WireCheckpointRequest))]
[JsonSerializable(typeof(WireCheckpointResponse))]
[JsonSerializable(typeof(WireState))]
[JsonSerializable(typeof(WireOperation))]
[JsonSerializable(typeof(WireUpdate))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class WireJsonContext : JsonSerializerContext;

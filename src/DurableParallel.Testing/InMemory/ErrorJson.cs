using System.Text.Json.Serialization;

namespace DurableParallel.Testing.InMemory;

/// <summary>Errors as the wire has them, to see how large they are.</summary>
[JsonSerializable(typeof(DurableError))]
internal sealed partial class ErrorJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace DurableParallel.Scopes.Summary;

/// <summary>The payload of a scope's compensations, whatever serializer the function has.</summary>
[JsonSerializable(typeof(List<CompensationError>))]
internal sealed partial class CompensationJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace DurableParallel.Compensating;

/// <summary>The payload of compensations, whatever serializer the function has.</summary>
[JsonSerializable(typeof(List<CompensationError>))]
internal sealed partial class CompensationJson : JsonSerializerContext;

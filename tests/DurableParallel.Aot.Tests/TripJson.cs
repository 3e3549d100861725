using System.Text.Json.Serialization;

namespace DurableParallel.Aot;

[JsonSourceGenerationOptions(IncludeFields = true)]
[JsonSerializable(typeof(Trip))]
[JsonSerializable(typeof(Booking))]
[JsonSerializable(typeof(List<Booking>))]
[JsonSerializable(typeof((string Name, int Count)))]
internal sealed partial class TripJson : JsonSerializerContext;

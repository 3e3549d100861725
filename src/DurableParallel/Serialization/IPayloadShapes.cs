namespace DurableParallel.Serialization;

/// <summary>A JSON serializer that knows what the JSON of its types is made of.</summary>
internal interface IPayloadShapes
{
    PayloadShape ShapeOf(Type type);
}

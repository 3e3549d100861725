namespace DurableParallel.Serialization;

/// <inheritdoc/>
internal sealed class PayloadType<T> : PayloadType
{
    private PayloadType()
        : base(typeof(T)) =>
        Add(this);

    public static PayloadType<T> Instance { get; } = new();

    public override string? Rewrite(string payload, IDurableSerializer serializer, SerializationContext context) =>
        serializer.Serialize(serializer.Deserialize<T>(payload, context), context);

    protected override void Read(string? payload, IDurableSerializer serializer, SerializationContext context) => serializer.Deserialize<T>(payload, context);

    protected override void ReadResult(string? payload, IDurableSerializer serializer, SerializationContext context) =>
        CallbackPayload.Read<T>(payload, serializer, context);
}

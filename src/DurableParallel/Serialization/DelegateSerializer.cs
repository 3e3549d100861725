namespace DurableParallel.Serialization;

/// <summary>The user's own functions for one type.</summary>
internal sealed class DelegateSerializer<TValue>(Func<TValue, string?> serialize, Func<string?, TValue> deserialize) : IDurableSerializer, ITypedSerializer
{
    public Type ValueType => typeof(TValue);

    public string? Serialize<T>(T value, SerializationContext context) =>
        serialize is Func<T, string?> mine ? mine(value) : throw WrongType(typeof(T));

    public T Deserialize<T>(string? payload, SerializationContext context) =>
        deserialize is Func<string?, T> mine ? mine(payload) : throw WrongType(typeof(T));

    private static InvalidOperationException WrongType(Type found) =>
        new($"This serializer is for {typeof(TValue)}, and it was asked for {found}. Give it only to operations whose result is {typeof(TValue)}.");
}

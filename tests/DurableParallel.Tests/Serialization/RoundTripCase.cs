namespace DurableParallel.Tests.Serialization;

/// <summary>A value that both serializers have to give back as it was.</summary>
public abstract class RoundTripCase(string name)
{
    /// <summary>Writes the value, reads it, and says what differs; null when nothing does.</summary>
    public abstract string? Differs(IDurableSerializer serializer);

    public static RoundTripCase Of<T>(string name, T value, Func<T, object?>? by = null) => new Typed<T>(name, value, by ?? (static item => item));

    public override string ToString() => name;

    private sealed class Typed<T>(string name, T value, Func<T, object?> by) : RoundTripCase(name)
    {
        private static readonly SerializationContext Place = new("arn", "abc");

        public override string? Differs(IDurableSerializer serializer)
        {
            var payload = serializer.Serialize(value, Place);
            var once = serializer.Deserialize<T>(payload, Place);
            var again = serializer.Serialize(once, Place);
            return Same(by(value), by(once)) && again == payload
                ? null
                : $"{payload} came back as {by(once)} and was then written as {again}";
        }

        private static bool Same(object? left, object? right) =>
            left is System.Collections.IEnumerable one and not string && right is System.Collections.IEnumerable other
                ? one.Cast<object?>().SequenceEqual(other.Cast<object?>())
                : Equals(left, right);
    }
}

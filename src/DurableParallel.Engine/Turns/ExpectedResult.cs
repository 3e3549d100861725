using DurableParallel.Serialization;

namespace DurableParallel.Engine.Turns;

/// <summary>What a callback's result or an event's value is read as, by its record and its function.</summary>
/// <param name="ExecutionName">The execution that waits.</param>
/// <param name="TypeName">The type's name.</param>
/// <param name="Serializer">The function's.</param>
/// <param name="Context">Where the payload belongs.</param>
internal sealed record ExpectedResult(string ExecutionName, string TypeName, IDurableSerializer Serializer, SerializationContext Context)
{
    /// <summary>What is to be read so, for messages.</summary>
    public string What { get; init; } = $"The result of a callback of the execution '{ExecutionName}'";

    /// <summary>Writes a value as the result; see <see cref="FunctionInput.Write"/>.</summary>
    public string? Write<T>(T value, IDurableSerializer other, out bool isKnownToFit)
    {
        isKnownToFit = ReferenceEquals(PayloadType.Find(TypeName), PayloadType<T>.Instance);
        try
        {
            return Serializer.Serialize(value, Context);
        }
        catch (Exception) when (PayloadType.Find(TypeName) is { } type && type.Type != typeof(T) && !ReferenceEquals(Serializer, other))
        {
            return other.Serialize(value, Context);
        }
    }

    /// <exception cref="PayloadRefusedException">The payload is not read as the type. A type that this process does not know is not checked.</exception>
    public void Require(string payload)
    {
        if (PayloadType.Find(TypeName) is { } type && type.WhyNoResult(payload, Serializer, Context) is { } unreadable)
        {
            throw new PayloadRefusedException(What, ExecutionName, type.Type, unreadable);
        }
    }
}

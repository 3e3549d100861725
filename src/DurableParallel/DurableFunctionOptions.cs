namespace DurableParallel;

/// <summary>How a function differs from the defaults.</summary>
public sealed record DurableFunctionOptions
{
    /// <summary>Of input, result, and of every operation that has none of its own; null for <see cref="DurableSerializer.Newtonsoft()"/>.</summary>
    public IDurableSerializer? Serializer { get; init; }
}

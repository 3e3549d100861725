namespace DurableParallel;

/// <summary>How a child context runs. Immutable.</summary>
public sealed record ChildContextConfig
{
    /// <summary>The serializer of the child context's result.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}

namespace DurableParallel;

/// <summary>How a wait for a condition runs. Immutable.</summary>
/// <typeparam name="TState">The type of the state that goes from check to check.</typeparam>
public sealed record WaitForConditionConfig<TState>
{
    /// <summary>The state that the first check is given, as it comes out of the serializer.</summary>
    public required TState InitialState { get; init; }

    /// <summary>When the condition holds, and when it is checked again.</summary>
    public required WaitStrategy<TState> Strategy { get; init; }

    /// <summary>The serializer of the state.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}

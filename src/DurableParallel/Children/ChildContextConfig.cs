using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>How a child context runs. Immutable.</summary>
public sealed record ChildContextConfig
{
    /// <summary>The serializer of the child context's result.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }

    /// <summary>Whether the child context has a record of its own.</summary>
    /// <value>Default: <see cref="NestingType.Nested"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public NestingType Nesting
    {
        get;
        init => field = CompletionRules.CheckNesting(value);
    }
}

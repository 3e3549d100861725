namespace DurableParallel;

/// <summary>How another function is invoked. Immutable.</summary>
public sealed record InvokeConfig
{
    /// <summary>For whom the function runs; recorded with the execution that it becomes.</summary>
    /// <value>1 to 256 characters without control characters and line separators. Default: null, nobody in particular.</value>
    public string? TenantId { get; init; }

    /// <summary>Makes the payload of the input, which the invoked function reads with a serializer of its own.</summary>
    /// <value>Default: null, the calling function's.</value>
    public IDurableSerializer? InputSerializer { get; init; }

    /// <summary>Reads the payload of the result, which the invoked function wrote with a serializer of its own.</summary>
    /// <value>Default: null, the calling function's.</value>
    public IDurableSerializer? ResultSerializer { get; init; }
}

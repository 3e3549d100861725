namespace DurableParallel.Wire;

/// <summary>What an invoke's START says besides.</summary>
internal sealed record WireChainedInvokeOptions
{
    /// <summary>A name, a partial ARN or a full one, with its qualifier.</summary>
    public string? FunctionName { get; init; }

    public string? TenantId { get; init; }
}

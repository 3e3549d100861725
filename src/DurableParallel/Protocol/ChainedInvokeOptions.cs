namespace DurableParallel.Protocol;

/// <summary>What an invoke's START says beyond its name and its input.</summary>
/// <param name="FunctionName">The function to run as an execution of its own.</param>
/// <param name="TenantId">For whom it runs; null for nobody in particular.</param>
internal sealed record ChainedInvokeOptions(string FunctionName, string? TenantId);

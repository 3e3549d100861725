namespace DurableParallel.Engine.Serving;

/// <summary>How executions are served to function processes.</summary>
internal sealed record ServingSettings(IFunctionHost Host)
{
    /// <summary>After so many invocations in a row that failed, the execution fails.</summary>
    public int MaxFailedInvocations { get; init; } = 5;

    /// <summary>How long after a failed invocation the next one begins.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most operations of one execution; null for no limit.</summary>
    public int? MaxOperations { get; init; } = DurableLimits.Aws.MaxOperations;

    /// <summary>The most bytes on record of one execution; null for no limit.</summary>
    public long? MaxRecordedBytes { get; init; } = 100_000_000;
}

using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Lambda.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Runtime;

/// <summary>What one invocation runs with.</summary>
internal sealed record InvocationSetting
{
    public required DurableFunction Function { get; init; }

    public required LambdaCall Call { get; init; }

    public required DurableLambdaOptions Options { get; init; }

    public required ICheckpointApi Api { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Shared by all invocations of the process.</summary>
    public required RoundedDelays Rounded { get; init; }

    public required TimeProvider Clock { get; init; }

    public required TimeProvider QuietClock { get; init; }

    public CancellationToken Death { get; init; }
}

using DurableParallel.Lambda.History;
using DurableParallel.Records;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>What a sender works with.</summary>
/// <param name="Api">The service.</param>
/// <param name="ExecutionArn">Whose checkpoints they are.</param>
/// <param name="View">Takes what the answers say.</param>
/// <param name="Reader">Is told what the service has changed.</param>
/// <param name="Clock">The service's time.</param>
/// <param name="QuietClock">Measures how long an update is held back.</param>
/// <param name="CancellationToken">Ends the calls.</param>
internal sealed record SenderContext(
    ICheckpointApi Api,
    string ExecutionArn,
    ExecutionView View,
    INewsReader Reader,
    TimeProvider Clock,
    TimeProvider QuietClock,
    CancellationToken CancellationToken)
{
    /// <summary>Whether new operations are recorded by the wire's own subtypes only.</summary>
    public bool StandardSubTypesOnly { get; init; }

    /// <summary>Sees every update before it is rounded to what the wire has.</summary>
    public Action<OperationUpdate>? OnSubmitting { get; init; }
}

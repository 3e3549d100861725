using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>The two calls of the service that a running function makes.</summary>
internal interface ICheckpointApi
{
    /// <param name="executionArn">The execution.</param>
    /// <param name="body">The JSON of the request.</param>
    /// <param name="cancellationToken">Gives up waiting; whether the service took the updates is then not known.</param>
    /// <exception cref="HostFaultException">The service refused, failed or could not be reached.</exception>
    Task<WireCheckpointResponse> CheckpointAsync(string executionArn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <exception cref="HostFaultException">The service refused, failed or could not be reached.</exception>
    Task<WireState> GetStateAsync(string executionArn, string checkpointToken, string marker, CancellationToken cancellationToken);
}

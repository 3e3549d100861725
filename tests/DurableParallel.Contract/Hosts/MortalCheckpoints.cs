using DurableParallel.Lambda;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Wire;

namespace DurableParallel.Contract.Hosts;

/// <summary>The way of a function process to its server. Once the process is dead nothing goes that way any more, and no answer comes back.</summary>
internal sealed class MortalCheckpoints(ICheckpointApi api, CancellationToken death) : ICheckpointApi
{
    public Task<WireCheckpointResponse> CheckpointAsync(string executionArn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        WhileAliveAsync(token => api.CheckpointAsync(executionArn, body, token), cancellationToken);

    public Task<WireState> GetStateAsync(string executionArn, string checkpointToken, string marker, CancellationToken cancellationToken) =>
        WhileAliveAsync(token => api.GetStateAsync(executionArn, checkpointToken, marker, token), cancellationToken);

    private async Task<T> WhileAliveAsync<T>(Func<CancellationToken, Task<T>> callAsync, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, death);
        try
        {
            death.ThrowIfCancellationRequested();
            var answer = await callAsync(either.Token);
            death.ThrowIfCancellationRequested();
            return answer;
        }
        catch (Exception) when (death.IsCancellationRequested)
        {
            throw HostFaults.InvokeAgain(LambdaErrorCodes.HostUnavailable, "The process is dead.");
        }
    }
}

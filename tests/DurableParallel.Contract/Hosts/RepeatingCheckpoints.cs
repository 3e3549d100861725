using System.Collections.Concurrent;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Wire;

namespace DurableParallel.Contract.Hosts;

/// <summary>A service that tells everything again: each answer has all states that earlier ones had, before and after its own.</summary>
internal sealed class RepeatingCheckpoints(ICheckpointApi api) : ICheckpointApi
{
    private readonly ConcurrentDictionary<string, List<WireOperation>> _told = new(StringComparer.Ordinal);

    public async Task<WireCheckpointResponse> CheckpointAsync(string executionArn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = await api.CheckpointAsync(executionArn, body, cancellationToken);
        return response.NewExecutionState is { } state
            ? response with { NewExecutionState = state with { Operations = Repeat(executionArn, state.Operations ?? []) } }
            : response;
    }

    public Task<WireState> GetStateAsync(string executionArn, string checkpointToken, string marker, CancellationToken cancellationToken) =>
        api.GetStateAsync(executionArn, checkpointToken, marker, cancellationToken);

    private List<WireOperation> Repeat(string executionArn, IReadOnlyList<WireOperation> news)
    {
        var told = _told.GetOrAdd(executionArn, static _ => []);
        lock (told)
        {
            List<WireOperation> repeated = [.. told, .. news, .. told, .. news];
            told.AddRange(news);
            return repeated;
        }
    }
}

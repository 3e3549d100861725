using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>The service without its network: every call takes the same time, and answers with what it changed.</summary>
internal sealed class StubService(TimeSpan latency) : ICheckpointApi
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<WireOperation> _operations = [];
    private int _calls;

    public int Calls => _calls;

    public IReadOnlyList<WireOperation> Operations => _operations;

    public async Task<WireCheckpointResponse> CheckpointAsync(string executionArn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        _calls++;
        if (latency > TimeSpan.Zero)
        {
            await Task.Delay(latency, cancellationToken);
        }

        var request = WireJson.Seconds.Read<WireCheckpointRequest>(body.Span);
        List<WireOperation> changed = [];
        foreach (var update in request.Updates ?? [])
        {
            changed.Add(Apply(update));
        }

        return new WireCheckpointResponse { CheckpointToken = $"t{_calls}", NewExecutionState = new WireState { Operations = changed } };
    }

    public Task<WireState> GetStateAsync(string executionArn, string checkpointToken, string marker, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The stub gives all in one page.");

    private WireOperation Apply(WireUpdate update)
    {
        var isEnd = update.Action is OperationAction.Succeed or OperationAction.Fail;
        var operation = new WireOperation
        {
            Id = update.Id,
            ParentId = update.ParentId,
            Name = update.Name,
            Type = update.Type,
            SubType = update.SubType,
            Status = update.Action switch
            {
                OperationAction.Succeed => OperationStatus.Succeeded,
                OperationAction.Fail => OperationStatus.Failed,
                _ => OperationStatus.Started,
            },
            StartTimestamp = DateTimeOffset.UnixEpoch,
            EndTimestamp = isEnd ? DateTimeOffset.UnixEpoch : null,
            StepDetails = update.Type == OperationType.Step ? new WireStepDetails { Attempt = isEnd ? 1 : 0, Result = update.Payload } : null,
            ContextDetails = update.Type == OperationType.Context ? new WireContextDetails { Result = update.Payload } : null,
        };
        if (_places.TryGetValue(update.Id, out var place))
        {
            _operations[place] = operation;
        }
        else
        {
            _places.Add(update.Id, _operations.Count);
            _operations.Add(operation);
        }

        return operation;
    }
}

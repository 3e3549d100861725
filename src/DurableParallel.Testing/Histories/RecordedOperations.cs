using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.History;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Testing.Histories;

/// <summary>Puts operations together from the events of a history, one after the other.</summary>
internal sealed class RecordedOperations
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<WireOperation> _operations = [];
    private readonly Dictionary<string, string> _callbackIds = new(StringComparer.Ordinal);

    public IReadOnlyList<WireOperation> All => _operations;

    public IReadOnlyDictionary<string, string> CallbackIds => _callbackIds;

    public void Apply(in EventElement e)
    {
        var (type, status) = Read(e.EventType);
        var id = e.Id is { Length: > 0 and <= 1024 } text ? text : throw e.Malformed("Expected an 'Id' of 1 to 1024 characters");
        if (!_places.TryGetValue(id, out var place))
        {
            place = Add(id, type, e);
        }

        var operation = _operations[place];
        if (operation.Type != type)
        {
            throw e.Malformed($"Operation '{id}' is a {operation.Type} and now a {type}");
        }

        if (status != OperationStatus.Started && operation.EndTimestamp is not null)
        {
            throw e.Malformed($"Operation '{id}' ends twice");
        }

        _operations[place] = Change(operation, status, e);
    }

    /// <summary>The execution was retried.</summary>
    /// <param name="reopened">The operations whose ends count no more.</param>
    /// <param name="forgotten">The operations of which nothing counts any more, nor of what is below them.</param>
    public void RunAnew(IReadOnlySet<string> reopened, IReadOnlySet<string> forgotten)
    {
        var gone = new HashSet<string>(forgotten, StringComparer.Ordinal);
        var kept = new List<WireOperation>(_operations.Count);
        foreach (var operation in _operations)
        {
            // An operation is always behind the one above it.
            if (gone.Contains(operation.Id) || (operation.ParentId is { } parent && gone.Contains(parent)))
            {
                gone.Add(operation.Id);
                continue;
            }

            kept.Add(reopened.Contains(operation.Id) ? Reopened(operation) : operation);
        }

        _operations.Clear();
        _operations.AddRange(kept);
        _places.Clear();
        foreach (var (index, operation) in kept.Index())
        {
            _places.Add(operation.Id, index);
        }
    }

    private int Add(string id, OperationType type, in EventElement e)
    {
        if (e.ParentId is { } parent && !(_places.TryGetValue(parent, out var above) && _operations[above].Type == OperationType.Context))
        {
            throw e.Malformed($"'ParentId' names '{parent}', which is not a context that has begun");
        }

        _places.Add(id, _operations.Count);
        _operations.Add(new WireOperation
        {
            Id = id,
            ParentId = e.ParentId,
            Name = e.Name,
            Type = type,
            SubType = e.SubType,
            Status = OperationStatus.Started,
            StartTimestamp = e.Timestamp,
        });
        return _operations.Count - 1;
    }

    private static WireOperation Reopened(WireOperation operation) =>
        (operation with { Status = OperationStatus.Started, EndTimestamp = null, ContextDetails = null }).AddOutcome(result: null, error: null);

    private WireOperation Change(WireOperation operation, OperationStatus status, in EventElement e)
    {
        var isPending = e.NextAttemptDelay is not null;
        if (e.CallbackId is { } callbackId)
        {
            _callbackIds[operation.Id] = callbackId;
        }

        var payload = e.Data("Result");
        var error = e.Error is { } failed ? WireMapping.ToWire(failed) : null;
        var changed = operation with
        {
            Status = isPending ? OperationStatus.Pending : status,
            EndTimestamp = status == OperationStatus.Started || isPending ? null : e.Timestamp,
        };
        return operation.Type switch
        {
            OperationType.Step => changed with
            {
                StepDetails = new WireStepDetails
                {
                    Attempt = e.Attempt ?? operation.StepDetails?.Attempt ?? 0,
                    Result = payload ?? (status == OperationStatus.Started ? operation.StepDetails?.Result : null),
                    Error = error,
                    NextAttemptTimestamp = e.Timestamp + e.NextAttemptDelay,
                },
            },
            OperationType.Wait => changed with { WaitDetails = new WireWaitDetails { ScheduledEndTimestamp = e.ScheduledEnd ?? operation.WaitDetails?.ScheduledEndTimestamp } },
            OperationType.Callback => changed with { CallbackDetails = new WireCallbackDetails { Result = payload, Error = error } },
            OperationType.Context => changed with
            {
                ContextDetails = new WireContextDetails
                {
                    Result = payload,
                    Error = error,
                    ReplayChildren = status == OperationStatus.Succeeded && (e.ReplayChildren ?? IsTooLarge(operation, payload)) ? true : null,
                },
            },
            _ => changed.AddOutcome(payload, error),
        };
    }

    /// <summary>AWS's events do not say which values were too large to be kept; what this library writes in their place does.</summary>
    private static bool IsTooLarge(WireOperation operation, string? payload)
    {
        if (operation.SubType is not (OperationSubTypes.Parallel or OperationSubTypes.Map))
        {
            return payload is { Length: 0 };
        }

        try
        {
            using var summary = JsonDocument.Parse(payload ?? "null", new JsonDocumentOptions { MaxDepth = 64 });
            return summary.RootElement.ValueKind == JsonValueKind.Object
                && summary.RootElement.TryGetProperty("Digest", out _)
                && summary.RootElement.TryGetProperty("Total", out _)
                && !summary.RootElement.TryGetProperty("Units", out _);
        }
        catch (JsonException)
        {
            // Somebody's own form of a result, which is whole.
            return false;
        }
    }

    private static (OperationType Type, OperationStatus Status) Read(HistoryEventType type) =>
        HistoryEventTypes.OperationOf(type) is { Type: not OperationType.Execution } operation
            ? operation
            : throw new ArgumentOutOfRangeException(nameof(type), type, "No event of an operation.");
}

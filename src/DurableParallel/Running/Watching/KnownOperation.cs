using DurableParallel.Records;

namespace DurableParallel.Running.Watching;

/// <summary>What an invocation knows of one operation. Guarded by <see cref="KnownOperations"/>.</summary>
internal sealed class KnownOperation(OperationId id, OperationId? parentId, OperationRecord record, bool isStored)
{
    private OperationInfo? _info;
    private string? _path;

    public OperationId Id { get; } = id;

    public OperationRecord Record { get; private set; } = record;

    /// <summary>Whether it was on record when the invocation began.</summary>
    public bool IsStored { get; } = isStored;

    /// <summary>Whether its start was told in this invocation.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Whether its end was told, in this invocation or before.</summary>
    public bool IsEndTold { get; set; } = isStored && record.IsEnded;

    /// <summary>Whether the host has told of it: until then its state is only what was asked for.</summary>
    public bool IsConfirmed { get; private set; } = isStored;

    /// <summary>Takes what the host says of it. Returns whether that is news.</summary>
    public bool Merge(OperationRecord record)
    {
        var isNews = !IsConfirmed || record != Record;
        IsConfirmed = true;
        Record = record;
        _info = null;
        return isNews;
    }

    /// <param name="executionArn">Of its execution.</param>
    /// <param name="nameOf">Knows the names of the operations above it.</param>
    public OperationInfo ToInfo(string executionArn, Func<OperationId, string?> nameOf) => _info ??= new OperationInfo
    {
        ExecutionArn = executionArn,
        Id = Id.Hex,
        Name = Record.Name,
        Path = _path ??= OperationPath.Of(Id, nameOf),
        Type = Record.Type,
        SubType = Record.SubType,
        ParentId = parentId?.Hex,
        Status = Record.Status,
        StartTimestamp = Record.StartTimestamp,
        EndTimestamp = Record.EndTimestamp,
        Attempt = AttemptOf(Record),
        Result = Record.Status == OperationStatus.Succeeded ? Record.Payload : null,
        Error = Record.Error,
        CompletedFrom = (Record.Options as CompletedFrom)?.TraceParent,
        IsReplay = IsStored,
    };

    private static int? AttemptOf(OperationRecord record)
    {
        if (record.Type != OperationType.Step)
        {
            return null;
        }

        return record.Status == OperationStatus.Started ? record.Attempt + 1 : Math.Max(1, record.Attempt);
    }
}

namespace DurableParallel.Protocol;

/// <summary>What a host has on record of an operation. Treated as immutable once it is published.</summary>
internal sealed record OperationRecord
{
    public required OperationType Type { get; init; }

    public required OperationStatus Status { get; init; }

    public string? SubType { get; init; }

    public string? Name { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>How many attempts have ended.</summary>
    public int Attempt { get; init; }

    public DateTimeOffset StartTimestamp { get; init; }

    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>When a wait ends, a pending step's next attempt is due, or a callback times out unless something comes before; null elsewhere.</summary>
    public DateTimeOffset? DueTimestamp { get; init; }

    public bool ReplayChildren { get; init; }

    /// <summary>Of a callback; null elsewhere.</summary>
    public CallbackOptions? Callback { get; init; }

    /// <summary>Of an invoke; null elsewhere.</summary>
    public ChainedInvokeOptions? Invoke { get; init; }

    /// <summary>Whether the operation has ended and can change no more.</summary>
    public bool IsEnded => Status is not (OperationStatus.Started or OperationStatus.Pending or OperationStatus.Ready);
}

namespace DurableParallel.Records;

/// <summary>What a host has on record of an operation. Treated as immutable once it is published.</summary>
internal sealed record OperationRecord
{
    // Kept small, since there may be very many: times as ticks, 0 is none.
    private readonly long _startTicks;
    private readonly long _endTicks;
    private readonly long _dueTicks;
    private readonly byte _type;
    private readonly byte _status;

    public required OperationType Type
    {
        get => (OperationType)_type;
        init => _type = checked((byte)value);
    }

    public required OperationStatus Status
    {
        get => (OperationStatus)_status;
        init => _status = checked((byte)value);
    }

    public string? SubType { get; init; }

    public string? Name { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>How many attempts have ended.</summary>
    public int Attempt { get; init; }

    public DateTimeOffset StartTimestamp
    {
        get => new(_startTicks, TimeSpan.Zero);
        init => _startTicks = value.UtcTicks;
    }

    public DateTimeOffset? EndTimestamp
    {
        get => Time(_endTicks);
        init => _endTicks = value?.UtcTicks ?? 0;
    }

    /// <summary>When a wait ends, a pending step's next attempt is due, or a callback times out unless something comes before; null elsewhere.</summary>
    public DateTimeOffset? DueTimestamp
    {
        get => Time(_dueTicks);
        init => _dueTicks = value?.UtcTicks ?? 0;
    }

    public bool ReplayChildren { get; init; }

    /// <summary>Those of its START, of a type that has any; null elsewhere.</summary>
    public OperationOptions? Options { get; init; }

    /// <summary>Whether the operation has ended and can change no more.</summary>
    public bool IsEnded => IsEnd(Status);

    /// <summary>Whether an operation of that status has ended.</summary>
    public static bool IsEnd(OperationStatus status) => status is not (OperationStatus.Started or OperationStatus.Pending or OperationStatus.Ready);

    private static DateTimeOffset? Time(long ticks) => ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}

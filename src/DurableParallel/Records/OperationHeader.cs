
namespace DurableParallel.Records;

/// <summary>What is the same in every record of an operation: its place, its kind and its name.</summary>
internal readonly record struct OperationHeader(OperationId Id, OperationId? ParentId, OperationType Type, string SubType, string? Name)
{
    public OperationUpdate Start(long delayMilliseconds = 0) => Update(OperationAction.Start, delayMilliseconds: delayMilliseconds);

    public OperationUpdate Succeed(string? payload, bool replayChildren = false) =>
        Update(OperationAction.Succeed, payload, replayChildren: replayChildren);

    /// <summary>The end of a context. A value that is too large is not kept: replay runs the body again for it.</summary>
    public OperationUpdate SucceedContext(string? payload) =>
        PayloadLimits.FitsContext(payload) ? Succeed(payload) : Succeed(string.Empty, replayChildren: true);

    public OperationUpdate Fail(DurableError error) => Update(OperationAction.Fail, error: error);

    public OperationUpdate Retry(DurableError error, long delayMilliseconds) => Update(OperationAction.Retry, error: error, delayMilliseconds: delayMilliseconds);

    /// <summary>A condition that does not hold yet: the state goes into the next attempt.</summary>
    public OperationUpdate Retry(string? state, long delayMilliseconds) => Update(OperationAction.Retry, payload: state, delayMilliseconds: delayMilliseconds);

    public OperationUpdate Start(OperationOptions options, string? input = null) => Update(OperationAction.Start, input) with { Options = options };

    /// <summary>A wait for an event could not read the one that was there, and waits for the next.</summary>
    public OperationUpdate SetAside(DurableError error) => Update(OperationAction.Heartbeat, error: error);

    private OperationUpdate Update(
        OperationAction action,
        string? payload = null,
        DurableError? error = null,
        long delayMilliseconds = 0,
        bool replayChildren = false) =>
        new()
        {
            Id = Id,
            ParentId = ParentId,
            Type = Type,
            SubType = SubType,
            Name = Name,
            Action = action,
            Payload = payload,
            Error = error,
            DelayMilliseconds = delayMilliseconds,
            ReplayChildren = replayChildren,
        };
}

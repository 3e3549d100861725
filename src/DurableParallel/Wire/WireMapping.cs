using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>Between the wire's records and those of the replay core.</summary>
internal static class WireMapping
{
    public static WireUpdate ToWire(in OperationUpdate update) => new()
    {
        Id = update.Id.Hex,
        ParentId = update.ParentId?.Hex,
        Name = update.Name,
        Type = update.Type,
        SubType = update.SubType,
        Action = update.Action,
        Payload = update.Payload,
        Error = ToWire(update.Error),
        ContextOptions = update.ReplayChildren ? new WireContextOptions { ReplayChildren = true } : null,
        StepOptions = update is { Type: OperationType.Step, DelayMilliseconds: > 0 } ? new WireStepOptions { NextAttemptDelaySeconds = DurationRule.ToWire(update.DelayMilliseconds) } : null,
        WaitOptions = update is { Type: OperationType.Wait, DelayMilliseconds: > 0 } ? new WireWaitOptions { WaitSeconds = DurationRule.ToWire(update.DelayMilliseconds) } : null,
        Options = update.Options,
    };

    public static WireError? ToWire(DurableError? error) => error is null
        ? null
        : new WireError { ErrorType = error.ErrorType, ErrorMessage = error.ErrorMessage, ErrorData = error.ErrorData, StackTrace = error.StackTrace };

    /// <summary>An operation on record as the wire has it.</summary>
    /// <param name="id">Its id, as whichever SDK made it.</param>
    /// <param name="parentId">The id of the context above; null at the root.</param>
    /// <param name="record">What is on record of it.</param>
    /// <param name="callbackId">Of a callback; null elsewhere.</param>
    /// <param name="error">The record's error.</param>
    public static WireOperation ToWire(string id, string? parentId, OperationRecord record, string? callbackId, WireError? error) => new WireOperation
    {
        Id = id,
        ParentId = parentId,
        Name = record.Name,
        Type = record.Type,
        SubType = record.SubType,
        Status = record.Status,
        StartTimestamp = record.StartTimestamp,
        EndTimestamp = record.EndTimestamp,
        ContextDetails = record.Type != OperationType.Context ? null : new WireContextDetails
        {
            Result = record.Payload,
            Error = error,
            ReplayChildren = record.ReplayChildren ? true : null,
        },
        StepDetails = record.Type != OperationType.Step ? null : new WireStepDetails
        {
            Attempt = record.Attempt,
            NextAttemptTimestamp = record.Status == OperationStatus.Pending ? record.DueTimestamp : null,
            Result = record.Payload,
            Error = error,
        },
        WaitDetails = record.Type != OperationType.Wait ? null : new WireWaitDetails { ScheduledEndTimestamp = record.DueTimestamp },
        CallbackDetails = record.Type != OperationType.Callback ? null : new WireCallbackDetails
        {
            CallbackId = callbackId,
            Result = record.Payload,
            Error = error,
        },
    }.AddOutcome(record.Payload, error);

    /// <summary>The operation that the execution itself is: always the first.</summary>
    public static WireOperation ToWire(string id, string name, DateTimeOffset start, string? input) => new()
    {
        Id = id,
        Name = name,
        Type = OperationType.Execution,
        Status = OperationStatus.Started,
        StartTimestamp = start,
        ExecutionDetails = new WireExecutionDetails { InputPayload = input },
    };

    public static OperationRecord ToRecord(WireOperation operation) => new()
    {
        Type = operation.Type,
        Status = operation.Status,
        SubType = operation.SubType,
        Name = operation.Name,
        Payload = operation.Outcome?.Result,
        Error = ToError(operation.Outcome?.Error),
        Attempt = operation.StepDetails?.Attempt ?? 0,
        StartTimestamp = ToMillisecond(operation.StartTimestamp),
        EndTimestamp = EndOf(operation) is { } ended ? ToMillisecond(ended) : null,
        DueTimestamp = DueOf(operation),
        ReplayChildren = operation.ContextDetails?.ReplayChildren ?? false,
    };

    // A wait is over at the time that it was started for, also where nothing says when that was noticed.
    private static DateTimeOffset? EndOf(WireOperation operation) =>
        operation.EndTimestamp ?? (operation is { Type: OperationType.Wait, Status: OperationStatus.Succeeded } ? operation.WaitDetails?.ScheduledEndTimestamp : null);

    /// <summary>When the service will change an open operation by itself; null where that is not a matter of time.</summary>
    public static DateTimeOffset? DueOf(WireOperation operation) => operation.WaitDetails?.ScheduledEndTimestamp ?? operation.StepDetails?.NextAttemptTimestamp;

    /// <summary>Whether the service has still to change the operation, so that an invocation may end and wait for it.</summary>
    public static bool IsPending(WireOperation operation) =>
        OperationRules.IsPending(operation.Type, operation.Status);

    /// <summary>The wire's responses are finer than its envelopes, from which a replay has its times.</summary>
    public static DateTimeOffset ToMillisecond(DateTimeOffset moment) => DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds());

    // An empty error is legal on the wire, and says nothing.
    private static DurableError? ToError(WireError? error) =>
        error is null or { ErrorType: null, ErrorMessage: null, ErrorData: null, StackTrace: null }
            ? null
            : new DurableError(error.ErrorType ?? string.Empty, error.ErrorMessage ?? string.Empty, error.ErrorData, error.StackTrace);
}

using DurableParallel.Engine.Serving;
using DurableParallel.Protocol.Wire;

namespace DurableParallel.Server.Api;

/// <summary>Operations as the wire has them.</summary>
internal static class WireOperations
{
    public static WireOperation Of(in OperationView view)
    {
        var record = view.Record;
        var error = WireErrors.ToWire(record.Error);
        return new WireOperation
        {
            Id = view.Id,
            ParentId = view.ParentId,
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
                CallbackId = view.CallbackId,
                Result = record.Payload,
                Error = error,
            },
            ChainedInvokeDetails = record.Type != OperationType.ChainedInvoke ? null : new WireChainedInvokeDetails
            {
                Result = record.Payload,
                Error = error,
            },
        };
    }

    /// <summary>The operation that the execution itself is: always the first.</summary>
    public static WireOperation OfExecution(string id, string name, DateTimeOffset start, string? input) => new()
    {
        Id = id,
        Name = name,
        Type = OperationType.Execution,
        Status = OperationStatus.Started,
        StartTimestamp = start,
        ExecutionDetails = new WireExecutionDetails { InputPayload = input },
    };

    /// <summary>A page of at most so many operations and bytes, one at least.</summary>
    /// <param name="operations">All of them, in order.</param>
    /// <param name="from">Where the page begins.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="bytes">How many bytes of payloads and names at most.</param>
    public static WireState Page(IReadOnlyList<WireOperation> operations, int from, int count, long bytes)
    {
        var page = new List<WireOperation>();
        long size = 0;
        for (var index = from; index < operations.Count && page.Count < count; index++)
        {
            size += SizeOf(operations[index]);
            if (page.Count > 0 && size > bytes)
            {
                break;
            }

            page.Add(operations[index]);
        }

        var next = from + page.Count;
        return new WireState { Operations = page, NextMarker = next < operations.Count ? PageMarker.Write(next) : null };
    }

    // Three bytes a character is the most that UTF-8 and escapes make of most texts.
    private static long SizeOf(WireOperation operation) => 600
        + Length(operation.Name)
        + Length(operation.ExecutionDetails?.InputPayload)
        + Length(operation.ContextDetails?.Result) + Length(operation.ContextDetails?.Error)
        + Length(operation.StepDetails?.Result) + Length(operation.StepDetails?.Error)
        + Length(operation.CallbackDetails?.Result) + Length(operation.CallbackDetails?.Error)
        + Length(operation.ChainedInvokeDetails?.Result) + Length(operation.ChainedInvokeDetails?.Error);

    private static long Length(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);

    private static long Length(WireError? error) =>
        error is null ? 0 : Length(error.ErrorMessage) + Length(error.ErrorData) + (error.StackTrace?.Sum(Length) ?? 0) + 100;
}

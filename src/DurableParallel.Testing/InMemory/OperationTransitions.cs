using System.Text.Json;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>The wire's rules of what an update may do to an operation, and what the operation is then.</summary>
internal static class OperationTransitions
{
    private const int MaxErrorBytes = 32768;
    private const int MaxNameLength = 256;

    /// <summary>The record after the update.</summary>
    /// <exception cref="HostViolationException">The update is not legal for the operation as it is.</exception>
    public static OperationRecord Apply(OperationRecord? current, in OperationUpdate update, DateTimeOffset now)
    {
        CheckShape(current, update);
        var status = StatusAfter(current, update);
        var record = current ?? new OperationRecord { Type = update.Type, Status = status, StartTimestamp = now };
        var endsAttempt = update.Type == OperationType.Step && update.Action != OperationAction.Start;
        record = record with
        {
            Status = status,
            Name = record.Name ?? update.Name,
            SubType = record.SubType ?? update.SubType,
            Attempt = endsAttempt ? record.Attempt + 1 : record.Attempt,
            DueTimestamp = DueAfter(update, now),
            Callback = record.Callback ?? update.Callback,
            Invoke = record.Invoke ?? update.Invoke,
        };
        return update.Action switch
        {
            OperationAction.Start => record,
            OperationAction.Retry => record with { Payload = update.Payload ?? record.Payload, Error = update.Error },
            _ => record with { Payload = update.Payload, Error = update.Error, EndTimestamp = now, ReplayChildren = update.ReplayChildren },
        };
    }

    private static DateTimeOffset? DueAfter(in OperationUpdate update, DateTimeOffset now)
    {
        if (update.Callback is { } callback)
        {
            return CallbackDeadline.Of(callback, now, now);
        }

        return update.DelaySeconds > 0 ? now.AddSeconds(update.DelaySeconds) : null;
    }

    private static OperationStatus StatusAfter(OperationRecord? current, in OperationUpdate update)
    {
        var open = current is null || current.Status is OperationStatus.Started or OperationStatus.Ready;
        var (legal, after) = (update.Type, update.Action) switch
        {
            (OperationType.Step, OperationAction.Start) => (current is null || current.Status == OperationStatus.Ready, OperationStatus.Started),
            (OperationType.Step, OperationAction.Succeed) => (open, OperationStatus.Succeeded),
            (OperationType.Step, OperationAction.Fail) => (open, OperationStatus.Failed),
            (OperationType.Step, OperationAction.Retry) => (open, OperationStatus.Pending),
            (OperationType.Context, OperationAction.Start) => (current is null, OperationStatus.Started),
            (OperationType.Context, OperationAction.Succeed) => (open, OperationStatus.Succeeded),
            (OperationType.Context, OperationAction.Fail) => (open, OperationStatus.Failed),
            (OperationType.Wait, OperationAction.Start) => (current is null, OperationStatus.Started),
            (OperationType.Wait, OperationAction.Cancel) => (current?.Status == OperationStatus.Started, OperationStatus.Cancelled),
            (OperationType.Callback or OperationType.ChainedInvoke, OperationAction.Start) => (current is null, OperationStatus.Started),
            (OperationType.ChainedInvoke, OperationAction.Cancel) => (current?.Status == OperationStatus.Started, OperationStatus.Cancelled),
            _ => throw Violation(update, "the action is not one of this type"),
        };
        return legal ? after : throw Violation(update, $"the operation is {current?.Status.ToString() ?? "absent"}, from where this action is not legal");
    }

    private static void CheckShape(OperationRecord? current, in OperationUpdate update)
    {
        if (current is not null && current.Type != update.Type)
        {
            throw Violation(update, $"the operation is a {current.Type}");
        }

        if (current is not null && update.Name is not null && current.Name != update.Name)
        {
            throw Violation(update, $"the operation has the name '{current.Name}'");
        }

        if (current is not null && update.SubType is not null && current.SubType != update.SubType)
        {
            throw Violation(update, $"the operation has the subtype '{current.SubType}'");
        }

        if (update.Name is { } name && (name.Length is 0 or > MaxNameLength || name.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw Violation(update, "a name has 1 to 256 printable ASCII characters");
        }

        var delayed = update is { Type: OperationType.Wait, Action: OperationAction.Start } or { Type: OperationType.Step, Action: OperationAction.Retry };
        if (delayed ? update.DelaySeconds < 1 : update.DelaySeconds != 0)
        {
            throw Violation(update, $"its delay is {update.DelaySeconds} s; a wait's START and a step's RETRY have one of at least 1 s, the others none");
        }

        if (update.Action == OperationAction.Succeed ? update.Error is not null : update.Action == OperationAction.Fail && update.Payload is not null)
        {
            throw Violation(update, "SUCCEED has no error and FAIL has no payload");
        }

        if (update.Action == OperationAction.Fail && update.Error is null)
        {
            throw Violation(update, "FAIL has an error");
        }

        if (update is { Action: OperationAction.Retry, Payload: not null, Error: not null })
        {
            throw Violation(update, "RETRY has an error or a payload, not both");
        }

        if ((update.Callback is not null) != (update is { Type: OperationType.Callback, Action: OperationAction.Start })
            || (update.Invoke is not null) != (update is { Type: OperationType.ChainedInvoke, Action: OperationAction.Start }))
        {
            throw Violation(update, "the START of a callback or an invoke, and nothing else, has the options of its type");
        }

        if (update.Error is { } error && JsonSerializer.SerializeToUtf8Bytes(error, ErrorJson.Default.DurableError).Length > MaxErrorBytes)
        {
            throw Violation(update, $"its error has more than {MaxErrorBytes} bytes");
        }

        if (update.ReplayChildren && update is not { Type: OperationType.Context, Action: OperationAction.Succeed })
        {
            throw Violation(update, "only a context's SUCCEED may ask to replay the children");
        }
    }

    internal static HostViolationException Violation(in OperationUpdate update, string reason) =>
        new($"{update.Type} {update.Action} of {update.Id} '{update.Name}' ({update.SubType ?? "no subtype"}) is refused: {reason}.");
}

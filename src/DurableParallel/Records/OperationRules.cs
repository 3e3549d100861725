namespace DurableParallel.Records;

/// <summary>
/// What may happen to an operation and what comes of it, for every host: the one place for it. Pure.
/// <list type="bullet">
/// <item><b>Start</b>: it is Started. A step starts again for each attempt, once that is due.</item>
/// <item><b>Retry</b>: a step is Pending until its delay is over, and an attempt more has ended.</item>
/// <item><b>Heartbeat</b>: a callback's interval begins again; a wait for an event has set one aside.</item>
/// <item><b>all others</b>: the end. Nothing changes an operation that has ended.</item>
/// </list>
/// </summary>
internal static class OperationRules
{
    /// <summary>Whether a function may ask for it by an update. All else is the host's: when time is over, or when the outcome comes from outside.</summary>
    public static bool IsOfFunctions(OperationType type, OperationAction action) => OperationKinds.Of(type).OfFunctions.Contains(action);

    /// <summary>Whether it may happen to an operation as it is.</summary>
    /// <param name="type">The operation's type.</param>
    /// <param name="action">What happens; by a function or by the host, and one that the type has.</param>
    /// <param name="status">Where the operation stands; null when it is not on record.</param>
    public static bool MayFollow(OperationType type, OperationAction action, OperationStatus? status)
    {
        var kind = OperationKinds.Of(type);
        return (action == OperationAction.Start ? kind.StartsFrom : kind.ChangesFrom).Contains(status);
    }

    /// <summary>Whether it ends the operation.</summary>
    public static bool IsEnd(OperationAction action) => action is not (OperationAction.Start or OperationAction.Retry or OperationAction.Heartbeat);

    /// <summary>Where the operation stands then. A heartbeat leaves it Started, as only a callback or a wait for an event that has not ended has one.</summary>
    public static OperationStatus StatusAfter(OperationAction action) => action switch
    {
        OperationAction.Start or OperationAction.Heartbeat => OperationStatus.Started,
        OperationAction.Retry => OperationStatus.Pending,
        OperationAction.Succeed => OperationStatus.Succeeded,
        OperationAction.Fail => OperationStatus.Failed,
        OperationAction.TimeOut => OperationStatus.TimedOut,
        OperationAction.Stop => OperationStatus.Stopped,
        _ => OperationStatus.Canceled,
    };

    /// <summary>How the host ended an operation that stands so now.</summary>
    public static OperationAction EndingIn(OperationStatus ended) => ended switch
    {
        OperationStatus.Succeeded => OperationAction.Succeed,
        OperationStatus.TimedOut => OperationAction.TimeOut,
        OperationStatus.Stopped => OperationAction.Stop,
        OperationStatus.Canceled => OperationAction.Cancel,
        _ => OperationAction.Fail,
    };

    /// <summary>How many attempts of the operation have ended then. Only steps have attempts.</summary>
    public static int AttemptsAfter(OperationType type, OperationAction action, int attempts) =>
        type != OperationType.Step ? 0 : action == OperationAction.Retry || IsEnd(action) ? attempts + 1 : attempts;

    /// <summary>Whether it comes with a delay of at least a millisecond; all others have none.</summary>
    public static bool HasDelay(OperationType type, OperationAction action) => OperationKinds.Of(type).Delayed == action;

    /// <summary>When something is due that is delayed or timed out from now on; null for neither.</summary>
    public static DateTimeOffset? DueAfter(OperationOptions? options, long delayMilliseconds, DateTimeOffset now) =>
        options is not null ? options.DueAt(now, now) : delayMilliseconds > 0 ? now.AddMilliseconds(delayMilliseconds) : null;

    /// <summary>What an operation that ends keeps of when it was due: a wait shows until when it was to last.</summary>
    public static DateTimeOffset? DueAtEnd(OperationType type, DateTimeOffset? due) => OperationKinds.Of(type).ShowsDueAtEnd ? due : null;

    /// <summary>The record after an update that may follow.</summary>
    /// <param name="before">The record before it; null where there is none.</param>
    /// <param name="update">What the function asks for.</param>
    /// <param name="now">When it is recorded.</param>
    public static OperationRecord After(OperationRecord? before, in OperationUpdate update, DateTimeOffset now)
    {
        var record = before ?? new OperationRecord { Type = update.Type, Status = OperationStatus.Started, StartTimestamp = now };
        record = record with
        {
            Status = StatusAfter(update.Action),
            Name = record.Name ?? update.Name,
            SubType = record.SubType ?? update.SubType,
            Attempt = AttemptsAfter(update.Type, update.Action, record.Attempt),
            DueTimestamp = update.Action switch
            {
                OperationAction.Heartbeat => record.DueTimestamp,
                var action when IsEnd(action) => DueAtEnd(update.Type, record.DueTimestamp),
                _ => DueAfter(update.Options, update.DelayMilliseconds, now),
            },
            Options = update.Options ?? record.Options,
        };
        return update.Action switch
        {
            OperationAction.Start => record,
            OperationAction.Heartbeat => record with { Payload = null },
            OperationAction.Retry => record with { Payload = update.Payload ?? record.Payload, Error = update.Error },
            _ => record with { Payload = update.Payload, Error = update.Error, EndTimestamp = now, ReplayChildren = update.ReplayChildren },
        };
    }

    /// <summary>The record of an operation that had ended, once its end counts no more.</summary>
    public static OperationRecord Reopened(OperationRecord ended) =>
        ended with { Status = OperationStatus.Started, Payload = null, Error = null, EndTimestamp = null, ReplayChildren = false };

    /// <summary>Whether its time, an event from outside or another execution may still change an operation as it is. A context above that has ended does not show in it.</summary>
    public static bool IsPending(OperationRecord record) => IsPending(record.Type, record.Status);

    /// <inheritdoc cref="IsPending(OperationRecord)"/>
    public static bool IsPending(OperationType type, OperationStatus status) => OperationKinds.Of(type).Pending == status;

    /// <summary>Whether it stands where only the host puts it.</summary>
    public static bool IsPutByHost(OperationType type, OperationStatus status) => OperationKinds.Of(type).Pending switch
    {
        OperationStatus.Pending => status == OperationStatus.Ready,
        OperationStatus.Started => OperationRecord.IsEnd(status) && status != OperationStatus.Canceled,
        _ => false,
    };

    /// <summary>Whether the host starts an execution for it, and ends it with that.</summary>
    public static bool StartsExecution(OperationType type) => OperationKinds.Of(type).StartsExecution;

    /// <summary>Where an operation that is pending stands once it is due; as before, where it never is.</summary>
    public static OperationStatus StatusWhenDue(OperationRecord pending) => OperationKinds.Of(pending.Type).Due ?? pending.Status;

    /// <summary>The error that it has then; null for none.</summary>
    public static DurableError? ErrorWhenDue(OperationRecord pending) => OperationKinds.Of(pending.Type).DueError?.Invoke(pending);

    /// <summary>The record of an operation that is pending, once it is due: only a step goes on.</summary>
    /// <param name="before">The record before it.</param>
    /// <param name="now">When that is seen, at its due time or later.</param>
    public static OperationRecord AfterDue(OperationRecord before, DateTimeOffset now)
    {
        var status = StatusWhenDue(before);
        return before with
        {
            Status = status,
            Error = ErrorWhenDue(before) ?? before.Error,
            EndTimestamp = OperationRecord.IsEnd(status) ? now : before.EndTimestamp,
            DueTimestamp = DueAtEnd(before.Type, before.DueTimestamp),
        };
    }
}

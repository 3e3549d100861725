namespace DurableParallel.Records;

/// <summary>
/// What may happen to an operation and what comes of it, for every host: the one place for it. Pure.
/// <list type="bullet">
/// <item><b>Start</b>: it is Started. A step starts again for each attempt, once that is due.</item>
/// <item><b>Retry</b>: a step is Pending until its delay is over, and an attempt more has ended.</item>
/// <item><b>Heartbeat</b>: a callback's interval begins again.</item>
/// <item><b>all others</b>: the end. Nothing changes an operation that has ended.</item>
/// </list>
/// </summary>
internal static class OperationRules
{
    /// <summary>Whether a function may ask for it by an update. All else is the host's: when time is over, or when the outcome comes from outside.</summary>
    public static bool IsOfFunctions(OperationType type, OperationAction action) => type switch
    {
        OperationType.Step => action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail or OperationAction.Retry,
        OperationType.Context => action is OperationAction.Start or OperationAction.Succeed or OperationAction.Fail,
        OperationType.Wait or OperationType.ChainedInvoke => action is OperationAction.Start or OperationAction.Cancel,
        OperationType.Callback => action is OperationAction.Start,
        _ => action is OperationAction.Succeed or OperationAction.Fail,
    };

    /// <summary>Whether it may happen to an operation as it is.</summary>
    /// <param name="type">The operation's type.</param>
    /// <param name="action">What happens; by a function or by the host, and one that the type has.</param>
    /// <param name="status">Where the operation stands; null when it is not on record.</param>
    public static bool MayFollow(OperationType type, OperationAction action, OperationStatus? status) => (type, action) switch
    {
        (OperationType.Execution, _) => status is null or OperationStatus.Started,
        (OperationType.Step, OperationAction.Start) => status is null or OperationStatus.Ready,
        (OperationType.Step, _) => status is null or OperationStatus.Started or OperationStatus.Ready,
        (OperationType.Context, OperationAction.Succeed or OperationAction.Fail) => status is null or OperationStatus.Started,
        (_, OperationAction.Start) => status is null,
        _ => status is OperationStatus.Started,
    };

    /// <summary>Whether it ends the operation.</summary>
    public static bool IsEnd(OperationAction action) => action is not (OperationAction.Start or OperationAction.Retry or OperationAction.Heartbeat);

    /// <summary>Where the operation stands then. A heartbeat leaves it Started, as only a callback that has not ended has one.</summary>
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

    /// <summary>How many attempts of the operation have ended then. Only steps have attempts.</summary>
    public static int AttemptsAfter(OperationType type, OperationAction action, int attempts) =>
        type == OperationType.Step && (action == OperationAction.Retry || IsEnd(action)) ? attempts + 1 : attempts;

    /// <summary>Whether it comes with a delay of at least a second; all others have none.</summary>
    public static bool HasDelay(OperationType type, OperationAction action) =>
        (type, action) is (OperationType.Wait, OperationAction.Start) or (OperationType.Step, OperationAction.Retry);

    /// <summary>When something is due that is delayed or timed out from now on; null for neither.</summary>
    public static DateTimeOffset? DueAfter(OperationOptions? options, int delaySeconds, DateTimeOffset now) =>
        options is not null ? options.DueAt(now, now) : delaySeconds > 0 ? now.AddSeconds(delaySeconds) : null;

    /// <summary>What an operation that ends keeps of when it was due: a wait shows until when it was to last.</summary>
    public static DateTimeOffset? DueAtEnd(OperationType type, DateTimeOffset? due) => type == OperationType.Wait ? due : null;

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
            DueTimestamp = IsEnd(update.Action) ? DueAtEnd(update.Type, record.DueTimestamp) : DueAfter(update.Options, update.DelaySeconds, now),
            Options = record.Options ?? update.Options,
        };
        return update.Action switch
        {
            OperationAction.Start => record,
            OperationAction.Retry => record with { Payload = update.Payload ?? record.Payload, Error = update.Error },
            _ => record with { Payload = update.Payload, Error = update.Error, EndTimestamp = now, ReplayChildren = update.ReplayChildren },
        };
    }

    /// <summary>Whether its time, an event from outside or another execution may still change an operation as it is. A context above that has ended does not show in it.</summary>
    public static bool IsPending(OperationRecord record) =>
        record is { Type: OperationType.Wait or OperationType.Callback or OperationType.ChainedInvoke, Status: OperationStatus.Started }
            or { Type: OperationType.Step, Status: OperationStatus.Pending };

    /// <summary>The record of a wait, a callback or a step that is pending, once it is due: only a step goes on.</summary>
    /// <param name="before">The record before it.</param>
    /// <param name="now">When that is seen, at its due time or later.</param>
    public static OperationRecord AfterDue(OperationRecord before, DateTimeOffset now) => before.Type switch
    {
        OperationType.Wait => before with { Status = OperationStatus.Succeeded, EndTimestamp = now, DueTimestamp = null },
        OperationType.Callback => before with
        {
            Status = OperationStatus.TimedOut,
            Error = CallbackDeadline.ErrorOf(before),
            EndTimestamp = now,
            DueTimestamp = null,
        },
        _ => before with { Status = OperationStatus.Ready, DueTimestamp = null },
    };
}

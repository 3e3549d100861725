namespace DurableParallel.Records;

/// <summary>
/// The table of types. <see cref="OperationRules"/> and whoever has to treat types differently ask it and name none. What
/// subtypes are called and how much they may carry is in <see cref="OperationSubTypes"/>.
/// </summary>
internal static class OperationKinds
{
    private static readonly OperationKind[] Rows =
    [
        new()
        {
            Type = OperationType.Execution,
            Noun = "an EXECUTION",
            OfFunctions = [OperationAction.Succeed, OperationAction.Fail],
            StartsFrom = [null, OperationStatus.Started],
            ChangesFrom = [null, OperationStatus.Started],
        },
        new()
        {
            Type = OperationType.Context,
            Noun = "a CONTEXT",
            OfFunctions = [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail],
            ChangesFrom = [null, OperationStatus.Started],
        },
        new()
        {
            Type = OperationType.Step,
            Noun = "a STEP",
            OfFunctions = [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail, OperationAction.Retry],
            StartsFrom = [null, OperationStatus.Ready],
            ChangesFrom = [null, OperationStatus.Started, OperationStatus.Ready],
            Delayed = OperationAction.Retry,
            Pending = OperationStatus.Pending,
            Due = OperationStatus.Ready,
        },
        new()
        {
            Type = OperationType.Wait,
            Noun = "a WAIT",
            OfFunctions = [OperationAction.Start, OperationAction.Cancel],
            Delayed = OperationAction.Start,
            Pending = OperationStatus.Started,
            Due = OperationStatus.Succeeded,
            ShowsDueAtEnd = true,
        },
        new()
        {
            Type = OperationType.Callback,
            Noun = "a CALLBACK",
            OfFunctions = [OperationAction.Start],
            Pending = OperationStatus.Started,
            Due = OperationStatus.TimedOut,
            DueError = CallbackDeadline.ErrorOf,
            Options = typeof(CallbackOptions),
        },
        new()
        {
            Type = OperationType.ChainedInvoke,
            Noun = "an INVOKE",
            OfFunctions = [OperationAction.Start, OperationAction.Cancel],
            Pending = OperationStatus.Started,
            Options = typeof(ChainedInvokeOptions),
            StartsExecution = true,
        },
        new()
        {
            // The host says that an event is there, and the function takes it, or sets it aside by a heartbeat.
            Type = OperationType.EventWait,
            Noun = "an EVENT WAIT",
            IsOurs = true,
            OfFunctions = [OperationAction.Start, OperationAction.Succeed, OperationAction.Heartbeat],
            ChangesFrom = [OperationStatus.Started, OperationStatus.Ready],
            Pending = OperationStatus.Started,
            Due = OperationStatus.TimedOut,
            DueError = static _ => EventWaitOptions.TimeoutError,
            Options = typeof(EventWaitOptions),
        },
        new()
        {
            Type = OperationType.EventRaise,
            Noun = "an EVENT RAISE",
            IsOurs = true,
            OfFunctions = [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail],
            Options = typeof(EventRaiseOptions),
        },
    ];

    /// <summary>Every type, in the order of the enum.</summary>
    public static IReadOnlyList<OperationKind> All => Rows;

    public static OperationKind Of(OperationType type) => Rows[(int)type];

    /// <summary>Whether a value from outside is a type.</summary>
    public static bool IsOne(OperationType type) => (uint)type < (uint)Rows.Length;
}

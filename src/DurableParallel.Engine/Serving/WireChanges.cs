using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <summary>What an update of the wire puts on record. That its members are in range is checked where it comes in, that it fits the execution by <see cref="CheckpointValidator"/>.</summary>
internal static class WireChanges
{
    /// <param name="update">The update.</param>
    /// <param name="ordinal">The operation's number in its execution.</param>
    /// <param name="at">Milliseconds since the execution was created.</param>
    /// <param name="mention">What is said of the operation if it is new.</param>
    public static OperationChange Of(WireUpdate update, int ordinal, long at, OperationMention? mention) => new()
    {
        Ordinal = ordinal,
        Action = update.Action,
        At = at,
        DelayMilliseconds = DurationRule.FromWire(DelayOf(update)),
        ReplayChildren = update is { Type: OperationType.Context, ContextOptions.ReplayChildren: true },
        Payload = update.Payload,
        Error = ErrorOf(update.Error),
        Options = update.Options,
        Mention = mention,
    };

    /// <summary>The delay of a wait's START or of a step's RETRY, in whole seconds; 0 elsewhere, and where it is missing.</summary>
    public static int DelayOf(WireUpdate update) => update switch
    {
        { Type: OperationType.Step, Action: OperationAction.Retry, StepOptions: { } options } => options.NextAttemptDelaySeconds,
        { Type: OperationType.Wait, Action: OperationAction.Start, WaitOptions: { } options } => options.WaitSeconds,
        _ => 0,
    };

    /// <summary>An error as the journal has it, where type and message are texts: an absent one is an empty text there.</summary>
    public static DurableError? ErrorOf(WireError? error) => error is null
        ? null
        : new DurableError(error.ErrorType ?? "", error.ErrorMessage ?? "", error.ErrorData, error.StackTrace);
}

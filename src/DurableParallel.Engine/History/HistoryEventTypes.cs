using System.Collections.Frozen;
using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>
/// Which event a change of an operation, or the end of an execution, is in a history. An event is called after the type of
/// the operation and after where that stands then, so that a type has the events that <see cref="HistoryEventType"/> has for it.
/// </summary>
internal static class HistoryEventTypes
{
    private const string WaitCanceled = "WaitCancelled";

    private static readonly FrozenDictionary<(OperationType Type, OperationStatus Status), HistoryEventType> Events = (
        from type in Enum.GetValues<OperationType>()
        from status in Enum.GetValues<OperationStatus>()
        let name = $"{type}{status}"
        where Enum.IsDefined(typeof(HistoryEventType), name)
        select KeyValuePair.Create((type, status), Enum.Parse<HistoryEventType>(name))).ToFrozenDictionary();

    private static readonly FrozenDictionary<HistoryEventType, (OperationType Type, OperationStatus Status)> Operations =
        Events.ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key);

    /// <summary>The service's name of an event: the member's, except for the one that the service spells differently.</summary>
    public static string NameOf(HistoryEventType type) => type == HistoryEventType.WaitCanceled ? WaitCanceled : type.ToString();

    /// <summary>The event of one of the service's names. Names are compared as they are, case and all.</summary>
    public static bool TryParse(string name, out HistoryEventType type)
    {
        if (name == WaitCanceled)
        {
            type = HistoryEventType.WaitCanceled;
            return true;
        }

        return Enum.TryParse(name, out type) && NameOf(type) == name;
    }

    public static HistoryEventType EndOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
        ExecutionStatus.Stopped => HistoryEventType.ExecutionStopped,
        ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
        ExecutionStatus.ContinuedAsNew => HistoryEventType.ExecutionContinuedAsNew,
        ExecutionStatus.Canceled => HistoryEventType.ExecutionCanceled,
        _ => HistoryEventType.ExecutionFailed,
    };

    /// <param name="type">The operation's.</param>
    /// <param name="action">What became of it.</param>
    /// <param name="hasError">Whether the change has an error, which tells a failed attempt from a condition that does not hold yet.</param>
    public static HistoryEventType Of(OperationType type, OperationAction action, bool hasError)
    {
        if (type == OperationType.EventWait && action == OperationAction.Heartbeat)
        {
            return HistoryEventType.EventSetAside;
        }

        var status = action switch
        {
            OperationAction.Retry => hasError ? OperationStatus.Failed : OperationStatus.Succeeded,
            _ => OperationRules.StatusAfter(action),
        };
        return Events.TryGetValue((type, status), out var known) ? known : Events[(type, OperationStatus.Succeeded)];
    }

    /// <summary>The type of the operation whose event it is, or of the execution, and where it stands then; null for an event of neither.</summary>
    public static (OperationType Type, OperationStatus Status)? OperationOf(HistoryEventType type) =>
        Operations.TryGetValue(type, out var operation) ? operation : null;
}

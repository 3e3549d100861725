using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>An execution does not take an event. Nothing was recorded, and the execution goes on as it was.</summary>
public sealed class EventRefusedException : DurableException
{
    private EventRefusedException(EventRefusal reason, string code, string executionName, string eventName, string why)
        : base(code, $"The execution '{executionName}' does not take the event '{eventName}': {why}")
    {
        Reason = reason;
        ExecutionName = executionName;
        EventName = eventName;
    }

    /// <summary>Why.</summary>
    public EventRefusal Reason { get; }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    /// <summary>The event's name.</summary>
    public string EventName { get; }

    internal static EventRefusedException Ended(string executionName, string eventName, ExecutionStatus status) => new(
        EventRefusal.ExecutionEnded,
        EngineErrorCodes.EventAfterEnd,
        executionName,
        eventName,
        $"it has ended ({status}), and no code will ask for it. Start another execution, or retry this one and raise the event again.");

    internal static EventRefusedException Full(string executionName, string eventName, EventMailbox mailbox) => new(
        EventRefusal.MailboxFull,
        EngineErrorCodes.EventMailboxFull,
        executionName,
        eventName,
        $"it keeps {Counted.Of(mailbox.UnreadCount, "event")} with {Counted.Of(mailbox.UnreadBytes, "byte")} that no code has taken, and at most "
        + $"{EventLimits.MaxUnread} with {EventLimits.MaxUnreadBytes} bytes are kept. Raise it again when the code has taken some, or pass less in a value.");

    internal static EventRefusedException TooLarge(string executionName, string eventName, long most) => new(
        EventRefusal.MailboxFull,
        EngineErrorCodes.EventMailboxFull,
        executionName,
        eventName,
        $"its records would have more than {Counted.Of(most, "byte")}, which is the most that those of one execution may have. Go on with the work in another execution.");

    internal static EventRefusedException Served(string executionName, string eventName) => new(
        EventRefusal.Served,
        EngineErrorCodes.EventToServed,
        executionName,
        eventName,
        "its function runs in another process, which speaks AWS's protocol, and that has no events. Let the function create a callback with "
        + "CreateCallbackAsync or WaitForCallbackAsync, and complete that.");
}

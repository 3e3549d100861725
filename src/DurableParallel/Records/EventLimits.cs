using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What an event may be called, and how many an execution keeps that no code has taken.</summary>
internal static class EventLimits
{
    /// <summary>The most events that an execution keeps unread.</summary>
    public const int MaxUnread = 1000;

    /// <summary>The most bytes of UTF-8 that the values of unread events have together.</summary>
    public const long MaxUnreadBytes = 8 * 1024 * 1024;

    private const int MaxIdLength = 256;

    /// <exception cref="ArgumentException">No event can be called so.</exception>
    public static void CheckName(string? name)
    {
        Misuse.ThrowIfNull(name);
        OperationName.Check(name);
    }

    /// <exception cref="ArgumentException">No execution can be called so.</exception>
    public static void CheckExecution(string? execution)
    {
        Misuse.ThrowIfNull(execution);
        ExecutionName.Check(execution, nameof(execution));
    }

    /// <exception cref="ArgumentException">No event can be recognized by it.</exception>
    public static void CheckId(string? id)
    {
        if (id is null)
        {
            return;
        }

        if (id.Length is 0 or > MaxIdLength || id.Any(char.IsControl) || LoneSurrogates.IsIn(id))
        {
            throw Misuse.OfArgument(
                $"The id of an event has 1 to {MaxIdLength} characters, none of them a control character; this one has {id.Length}. Shorten it, or pass null.", "eventId");
        }

        if (id.StartsWith(RaisedEvent.OwnIds, StringComparison.Ordinal))
        {
            throw Misuse.OfArgument(
                $"The ids of events that begin with '{RaisedEvent.OwnIds}' are those that executions give to the events they raise. Choose another one.", "eventId");
        }
    }
}

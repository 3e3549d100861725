using DurableParallel.Console.Api;
using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>The parts of an operation's bar, of its events: attempts that run, delays between them, and time that it waits.</summary>
internal static class Segments
{
    public const string Running = "running";
    public const string Waiting = "waiting";
    public const string RetryDelay = "retryDelay";
    private const int Most = 64;

    /// <summary>The parts, of which those in the middle are one where there are many.</summary>
    public static IReadOnlyList<SegmentView> Of(ExecutionView view, NodeFacts facts)
    {
        var segments = AllOf(view, facts);
        return segments.Count <= Most ? segments : Fold(segments);
    }

    /// <summary>All parts.</summary>
    public static List<SegmentView> AllOf(ExecutionView view, NodeFacts facts)
    {
        var node = facts.Node;
        return node.Type == OperationType.Step
            ? OfStep(view, facts)
            : [new SegmentView { Kind = node.Type == OperationType.Context ? Running : Waiting, From = node.StartTimestamp, To = EndOf(view, node) }];
    }

    /// <summary>When an operation stopped to take time; null while it goes on.</summary>
    public static DateTimeOffset? EndOf(ExecutionView view, OperationNode node)
    {
        if (node.EndTimestamp is { } ended)
        {
            return ended;
        }

        if (node.IsOpen && view.IsRunning)
        {
            return null;
        }

        // Left behind: it took time until what is above it ended, or the execution did.
        for (var above = node.Parent; above is not null; above = above.Parent)
        {
            if (above.EndTimestamp is { } end)
            {
                return end;
            }
        }

        return view.IsRunning ? node.StartTimestamp : view.End;
    }

    private static List<SegmentView> OfStep(ExecutionView view, NodeFacts facts)
    {
        var node = facts.Node;
        var segments = new List<SegmentView>();
        DateTimeOffset? begun = null;
        DateTimeOffset? due = null;
        var attempt = 0;
        var between = node.SubType == "WaitForCondition" ? Waiting : RetryDelay;
        foreach (var e in view.EventsOf(facts))
        {
            if (e.EventType == HistoryEventType.StepStarted)
            {
                begun = e.EventTimestamp;
            }
            else if (e.RetryDetails is { } retry)
            {
                attempt = retry.CurrentAttempt;
                segments.Add(new SegmentView { Kind = Running, From = begun ?? due ?? node.StartTimestamp, To = e.EventTimestamp, Attempt = attempt });
                begun = null;
                due = retry.NextAttemptDelay is { } delay ? e.EventTimestamp + delay : null;
                if (due is not null)
                {
                    segments.Add(new SegmentView { Kind = between, From = e.EventTimestamp, To = due, Attempt = attempt + 1 });
                }
            }
        }

        if (node.EndTimestamp is not null && segments.Count > 0)
        {
            return segments;
        }

        var end = EndOf(view, node);
        if (node.Status == OperationStatus.Started || segments.Count == 0)
        {
            segments.Add(new SegmentView { Kind = Running, From = begun ?? due ?? node.StartTimestamp, To = end, Attempt = attempt + 1 });
        }
        else if (end is { } cut && segments[^1] is { Kind: not Running, To: { } until } last && until > cut)
        {
            segments[^1] = last with { To = cut };
        }

        return segments;
    }

    // The beginning and the end as they are; what is between as one.
    private static List<SegmentView> Fold(List<SegmentView> segments)
    {
        const int Kept = (Most / 2) - 1;
        return
        [
            .. segments[..Kept],
            new SegmentView { Kind = RetryDelay, From = segments[Kept].From, To = segments[^(Kept + 1)].To },
            .. segments[^Kept..],
        ];
    }
}

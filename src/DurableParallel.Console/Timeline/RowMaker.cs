using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>Rows of the timeline, as one person may see them.</summary>
internal sealed class RowMaker(ExecutionHandle execution, ExecutionView view, PayloadTexts payloads)
{
    private const int MostMarkers = 64;

    public RowView Row(OperationNode node)
    {
        var facts = view.FactsOf(node);
        view.OnShown(facts);
        return new RowView
        {
            Id = node.Id,
            Name = node.Name,
            Path = node.Path,
            Type = node.Type.ToString(),
            SubType = node.SubType,
            Status = node.Status.ToString(),
            Started = node.StartTimestamp,
            Ended = node.EndTimestamp,
            Due = node.DueTimestamp,
            Attempts = node.Attempts,
            Children = node.Children.Count,
            FailedBelow = facts.FailedBelow,
            Segments = Segments.Of(view, facts),
            Markers = Markers(facts),
            Error = node.Error is { } error ? payloads.Short(error, Owner(node)) : null,
            Left = IsLeft(node) ? true : null,
            Scope = ScopeFacts.IsScope(node) ? ScopeFacts.Of(execution, view, facts).Rules : null,
        };
    }

    public OperationDetail Detail(NodeFacts facts)
    {
        var node = facts.Node;
        var owner = Owner(node);
        var (input, result) = PayloadsOf(facts);
        return OperationDetail.Of(Row(node)) with
        {
            Payload = payloads.Of(result, PayloadKind.Result, owner, DownloadOf(node)),
            Input = payloads.Of(input, PayloadKind.Input, owner, result is null ? DownloadOf(node) : null),
            ErrorFull = payloads.Of(node.Error, owner),
            AttemptList = Attempts(facts, owner),
            CallbackId = node.CallbackId,
            Invoked = node.StartedExecutionName,
            Why = Sentences.WhyWaiting(node),
            Ancestors = [.. ExecutionView.Above(node).Select(static above => new AncestorView { Id = above.Id, Name = above.Name })],
            Index = facts.Index,
        };
    }

    /// <summary>The payload of an operation, and what it is: its result, or the input of what it has started.</summary>
    public static (string? Input, string? Result) PayloadsOf(ExecutionView view, NodeFacts facts)
    {
        string? input = null;
        string? result = null;
        foreach (var e in view.EventsOf(facts))
        {
            if (e.Payload is not null && HistoryItems.KindOf(e.EventType) == PayloadKind.Input)
            {
                input = e.Payload;
            }
            else
            {
                result = e.Payload ?? result;
            }
        }

        return (input, result);
    }

    private (string? Input, string? Result) PayloadsOf(NodeFacts facts) => PayloadsOf(view, facts);

    private string DownloadOf(OperationNode node) => $"executions/{RouteName.Encode(view.Owner.Name)}/operations/{RouteName.Encode(node.Id)}/payload";

    private PayloadOwner Owner(OperationNode node) => view.Owner with { Operation = node.Name };

    private bool IsLeft(OperationNode node) => node.EndTimestamp is null && !node.IsOpen && view.IsRunning;

    private List<MarkerView>? Markers(NodeFacts facts)
    {
        var markers = new List<MarkerView>();
        foreach (var e in view.EventsOf(facts))
        {
            var (kind, text) = e.EventType switch
            {
                HistoryEventType.CallbackSucceeded => ("callback", "completed"),
                HistoryEventType.CallbackFailed => ("callback", "failed"),
                HistoryEventType.EventWaitSucceeded => ("event", e.Name),
                HistoryEventType.EventRaiseSucceeded => ("event", e.TargetExecutionName),
                _ => (null, null),
            };
            if (kind is not null && markers.Count < MostMarkers)
            {
                markers.Add(new MarkerView { Kind = kind, At = e.EventTimestamp, Text = text });
            }
        }

        if (ScopeFacts.IsScope(facts.Node) && facts.Node.EndTimestamp is { } ended)
        {
            markers.Add(new MarkerView { Kind = "decided", At = ended, Text = ScopeFacts.Of(execution, view, facts).Reason?.ToString() });
        }

        return markers.Count == 0 ? null : markers;
    }

    private List<AttemptView> Attempts(NodeFacts facts, PayloadOwner owner)
    {
        var attempts = new List<AttemptView>();
        if (facts.Node.Type != OperationType.Step)
        {
            return attempts;
        }

        var ends = view.EventsOf(facts).Where(static e => e.RetryDetails is not null).ToList();
        foreach (var bar in Segments.AllOf(view, facts).Where(static segment => segment.Kind == Segments.Running))
        {
            var end = bar.To is not null && attempts.Count < ends.Count ? ends[attempts.Count] : null;
            attempts.Add(new AttemptView
            {
                Attempt = bar.Attempt ?? attempts.Count + 1,
                Started = bar.From,
                Ended = bar.To,
                Error = payloads.Of(end?.Error, owner),
                NextAt = end?.RetryDetails?.NextAttemptDelay is { } delay ? end.EventTimestamp + delay : null,
            });
        }

        return attempts;
    }
}

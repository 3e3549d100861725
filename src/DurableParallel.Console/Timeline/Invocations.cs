using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>
/// The runs of a function in a process, as far as they are on record: those of function processes of their own, retries, and those in the
/// engine's own process that follow a death. Others there leave no record of themselves.
/// </summary>
internal static class Invocations
{
    private const int Most = 1000;

    public static IReadOnlyList<InvocationView> Of(ExecutionView view, PayloadTexts payloads)
    {
        var found = new List<InvocationView>();
        foreach (var e in view.Events)
        {
            switch (e.EventType)
            {
                case HistoryEventType.InvocationCompleted:
                    found.Add(new InvocationView
                    {
                        RequestId = e.RequestId,
                        Started = e.InvocationStartTimestamp ?? e.EventTimestamp,
                        Ended = e.EventTimestamp,
                        Error = payloads.Of(e.Error, view.Owner),
                        Kind = found.Count == 0 ? "begin" : "resume",
                    });
                    break;
                case HistoryEventType.ExecutionRetried:
                    found.Add(new InvocationView { Started = e.EventTimestamp, Kind = "retry" });
                    break;
            }
        }

        found.AddRange(view.Tree.RestartTimestamps.Select(static at => new InvocationView { Started = at, Kind = "restart" }));
        found = [.. found.OrderBy(static one => one.Started)];
        if (found.Count == 0 || found[0].Kind is "retry" or "restart")
        {
            found.Insert(0, new InvocationView { Started = view.Start, Ended = view.IsRunning || found.Count > 0 ? null : view.End, Kind = "begin" });
        }

        return found.Count <= Most ? found : found[^Most..];
    }
}

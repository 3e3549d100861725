using DurableParallel.Engine;

namespace DurableParallel.Testing.Exploring;

/// <summary>A history as people read it, a line an event. The ends of invocations are left out, unless a crash has ended them.</summary>
internal static class HistoryLines
{
    public static IReadOnlyList<string> Of(DurableTestResult result)
    {
        var operations = result.All.ToDictionary(static operation => operation.Id, StringComparer.Ordinal);
        return
        [
            .. result.History
                .Where(static e => e.EventType != HistoryEventType.InvocationCompleted || e.Error is not null)
                .Select(e => Describe(e, e.Id is { } id ? operations.GetValueOrDefault(id) : null)),
        ];
    }

    private static string Describe(HistoryEvent e, TestOperation? operation)
    {
        if (e.EventType == HistoryEventType.InvocationCompleted)
        {
            return "-- the process dies --";
        }

        var what = operation is null ? "" : $" {operation.Position} '{operation.Path}'";
        var error = e.Error is { } failed ? $": {failed.ErrorMessage}" : "";
        var payload = e.Payload is { } text && e.EventType is not HistoryEventType.ExecutionStarted ? $" = {text}" : "";
        return $"{e.EventType}{what}{payload}{error}".ReplaceLineEndings(" ");
    }
}

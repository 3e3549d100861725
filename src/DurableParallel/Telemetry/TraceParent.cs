using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Telemetry;

/// <summary>The trace of whoever does something to an execution, as W3C's traceparent has it: recorded, so that spans of the execution link to it in any process.</summary>
internal static class TraceParent
{
    /// <summary>Of the code that calls; null when it is in no trace that is recorded.</summary>
    public static string? Current => Span.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true } current ? current.Id : null;

    /// <summary>Of an execution, for what it starts; null while nobody listens to traces.</summary>
    public static string? Of(string executionArn)
    {
        if (!DurableTelemetry.Source.HasListeners())
        {
            return null;
        }

        var context = ExecutionTrace.ContextOf(executionArn);
        return $"00-{context.TraceId}-{context.SpanId}-01";
    }

    /// <summary>Links a span to a trace. What is no traceparent, as a record from outside may hold, is left out.</summary>
    public static void Link(Span? span, string? traceParent)
    {
        if (span is not null && traceParent is not null && ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context))
        {
            span.AddLink(new ActivityLink(context));
        }
    }
}

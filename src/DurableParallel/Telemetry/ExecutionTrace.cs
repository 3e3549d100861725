using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Telemetry;

/// <summary>
/// The trace of an execution: its trace id and the id of its span are hashes of its ARN, so that invocations find it in
/// any process and without having met the others. The span itself is written once, when the execution ends.
/// </summary>
internal static class ExecutionTrace
{
    private const int TraceIdBytes = 16;
    private const int SpanIdBytes = 8;
    private static readonly bool CanSetSpanId = TrySetSpanId(new Span("probe"), default);

    /// <summary>The span of the execution, as the parent of its invocations.</summary>
    public static ActivityContext ContextOf(string executionArn)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(executionArn), hash);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash[..TraceIdBytes]),
            ActivitySpanId.CreateFromBytes(hash.Slice(TraceIdBytes, SpanIdBytes)),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }

    /// <summary>Starts the execution's own span, as of then; null when nobody wants it.</summary>
    public static Span? Start(string name, ActivityContext context, DateTimeOffset start)
    {
        if (!CanSetSpanId)
        {
            return DurableTelemetry.Source.StartActivity(name, ActivityKind.Internal, context, startTime: start);
        }

        // Without a parent's span in it, the context gives the trace only. The id is set once it is started: an activity
        // that has one cannot be.
        var trace = new ActivityContext(context.TraceId, default, context.TraceFlags);
        var span = DurableTelemetry.Source.StartActivity(name, ActivityKind.Internal, trace, startTime: start);
        if (span is not null)
        {
            TrySetSpanId(span, context.SpanId);
        }

        return span;
    }

    // Where a runtime has no such field, the span of the execution stands beside its invocations instead of above them.
    private static bool TrySetSpanId(Span span, ActivitySpanId id)
    {
        try
        {
            SpanIdOf(span) = id.ToHexString();
            return true;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? SpanIdOf(Span activity);
}

namespace DurableParallel.Lambda.Runtime;

/// <summary>An invocation as the Runtime API hands it out.</summary>
internal sealed record RuntimeEvent(ReadOnlyMemory<byte> Body, string RequestId, LambdaCall Call, string? TraceId);

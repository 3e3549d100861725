namespace DurableParallel.Records;

/// <summary>What the end of an operation says of whoever completed it from outside: the trace that they were in.</summary>
/// <param name="TraceParent">As W3C's traceparent has it.</param>
internal sealed record CompletedFrom(string TraceParent) : OperationOptions;

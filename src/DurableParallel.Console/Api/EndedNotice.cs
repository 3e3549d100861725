using DurableParallel.Engine;

namespace DurableParallel.Console.Api;

/// <summary>The end of an execution whose history is streamed.</summary>
internal sealed record EndedNotice
{
    public required ExecutionStatus Status { get; init; }
}

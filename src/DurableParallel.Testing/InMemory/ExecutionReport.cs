using DurableParallel.Engine;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>How an execution ended, or what blocks it.</summary>
internal sealed record ExecutionReport
{
    public required ExecutionStatus Status { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>Why it is blocked; null otherwise.</summary>
    public Exception? Fault { get; init; }

    /// <summary>In the order in which they were first recorded.</summary>
    public required IReadOnlyList<OperationEntry> Operations { get; init; }

    /// <summary>All that ever became durable, in order.</summary>
    public required IReadOnlyList<DurableUpdate> Updates { get; init; }

    public required int Invocations { get; init; }

    public int Checkpoints => Updates.Count;
}

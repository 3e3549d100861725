using DurableParallel.Engine;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Testing.Histories;

/// <summary>What a saved history says of its execution.</summary>
internal sealed record RecordedExecution
{
    public string? Arn { get; init; }

    public string? Name { get; init; }

    public required DateTimeOffset StartTimestamp { get; init; }

    public string? Input { get; init; }

    /// <summary>Running when it had not ended.</summary>
    public ExecutionStatus Status { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>The request to cancel it; null for none.</summary>
    public RequestedCancel? Cancel { get; init; }

    /// <summary>In the order in which they began.</summary>
    public required IReadOnlyList<WireOperation> Operations { get; init; }

    /// <summary>The ids under which callbacks are completed, by operation.</summary>
    public required IReadOnlyDictionary<string, string> CallbackIds { get; init; }
}

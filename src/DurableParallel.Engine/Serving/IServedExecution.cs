using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <summary>An execution as a server sees it. Safe from any thread.</summary>
internal interface IServedExecution
{
    string Arn { get; }

    /// <summary>The last part of the ARN, which is the id of the execution's own operation.</summary>
    string Id { get; }

    /// <summary>The name as it was given.</summary>
    string Name { get; }

    string FunctionName { get; }

    /// <summary>The function's version as the wire has it.</summary>
    string Version { get; }

    DateTimeOffset StartedAt { get; }

    ExecutionFacts ReadFacts();

    /// <exception cref="ExecutionNotFoundException">It was purged.</exception>
    string? ReadInput();

    /// <summary>How it ended. Only of one that has.</summary>
    /// <exception cref="ExecutionNotFoundException">It was purged.</exception>
    EndedRecord ReadEnd();

    /// <summary>Its history, oldest event first.</summary>
    /// <exception cref="ExecutionNotFoundException">It was purged.</exception>
    IReadOnlyList<HistoryEvent> ReadHistory();

    /// <summary>Waits until it has ended and that is durable.</summary>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts.</exception>
    Task<EndedRecord> EndedAsync(CancellationToken cancellationToken);

    /// <summary>Ends it as stopped unless it has ended, and waits until that is durable.</summary>
    /// <param name="error">What is recorded; null for a plain note that it was stopped.</param>
    /// <param name="cancellationToken">Ends the waiting; it is stopped all the same.</param>
    /// <returns>When it ended.</returns>
    Task<DateTimeOffset> StopAsync(DurableError? error, CancellationToken cancellationToken);

    /// <summary>Applies a batch of updates, all or none. The task completes when they are durable.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation, or an update is not valid.</exception>
    Task<CheckpointReply> CheckpointAsync(string token, string? clientToken, IReadOnlyList<WireUpdate> updates, CancellationToken cancellationToken);

    /// <summary>What the function may ask for in the middle of an invocation, in the order of starts.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation.</exception>
    (string? Input, IReadOnlyList<OperationView> Operations) ReadState(string token);
}

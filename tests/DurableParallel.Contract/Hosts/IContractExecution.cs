using DurableParallel.Engine;

namespace DurableParallel.Contract.Hosts;

/// <summary>One execution, across all deaths of its host's process.</summary>
internal interface IContractExecution
{
    string Name { get; }

    /// <summary>Ends the execution as stopped, and completes when that is durable.</summary>
    Task StopAsync(DurableError? error = null);

    /// <summary>Asks the execution to cancel, and completes when that is durable. Only where the traits say so.</summary>
    Task CancelAsync(string? reason = null) => throw new NotSupportedException("This host cancels no executions.");

    /// <summary>Lets the execution go on that has ended badly, and completes when that is durable. Only where the traits say so.</summary>
    Task RetryAsync() => throw new NotSupportedException("This host retries no executions.");

    /// <summary>Raises an event in the execution, as somebody outside would, and completes when that is durable. Only where the traits say so.</summary>
    Task RaiseEventAsync(string name, string? payload = null, string? eventId = null) => throw new NotSupportedException("This host has no events.");

    /// <summary>Completes when the execution has ended or is blocked; after a restart of a blocked one, anew.</summary>
    Task<ContractOutcome> OutcomeAsync();

    /// <summary>Completes when only time can move the execution. Needs a clock that does not advance by itself.</summary>
    Task WhenQuietAsync();

    /// <summary>What is on record, in the order in which it was first recorded.</summary>
    IReadOnlyList<ContractOperation> Operations { get; }

    /// <summary>All checkpoints that ever became durable, in order.</summary>
    IReadOnlyList<ContractUpdate> Updates { get; }

    /// <summary>Why the latest invocation failed, where invocations may fail without their execution; else null.</summary>
    DurableError? FailureOfLatestInvocation => null;

    /// <summary>What the execution says of itself, as a payload; null for nothing. Of hosts that keep it.</summary>
    Task<string?> CustomStatusAsync() => throw new NotSupportedException("This host keeps no status.");

    /// <summary>The operations as the host shows them in a tree; null where it shows none.</summary>
    Task<OperationTree?> TreeAsync() => Task.FromResult<OperationTree?>(null);

    /// <summary>Which run it is in, and the events of a run, from 1. Of hosts that have runs.</summary>
    Task<(int Latest, IReadOnlyList<HistoryEvent> Events)> RunAsync(int run) => throw new NotSupportedException("This host has no runs.");

    /// <summary>How often the function was begun.</summary>
    int Invocations { get; }
}

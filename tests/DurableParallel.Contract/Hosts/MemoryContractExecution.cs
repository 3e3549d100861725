using DurableParallel.Engine;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Contract.Hosts;

/// <summary>An execution of the in-memory host.</summary>
internal sealed class MemoryContractExecution(InMemoryExecution execution) : IContractExecution
{
    public IReadOnlyList<ContractOperation> Operations =>
        [.. execution.Operations.Select(static e => new ContractOperation(e.Id.Hex, e.Parent?.Id.Hex, e.Record))];

    public IReadOnlyList<ContractUpdate> Updates =>
        [.. execution.Updates.Select(static u => new ContractUpdate(u.Update.Id.Hex, u.Update.Type, u.Update.Action, u.Update.Payload, u.Invocation, u.Timestamp))];

    public InMemoryExecution Execution => execution;

    public string Name => execution.Name;

    public async Task StopAsync(DurableError? error = null)
    {
        execution.Stop(error);
        await execution.Completion;
    }

    public Task CancelAsync(string? reason = null)
    {
        execution.Cancel(reason);
        return Task.CompletedTask;
    }

    public Task RaiseEventAsync(string name, string? payload = null, string? eventId = null)
    {
        execution.RaiseEvent(name, payload, eventId);
        return Task.CompletedTask;
    }

    public Task<(int Latest, IReadOnlyList<HistoryEvent> Events)> RunAsync(int run) =>
        Task.FromResult((execution.RunNumber, run == execution.RunNumber ? execution.Events : execution.PastEvents[run - 1]));

    public Task<string?> CustomStatusAsync() => Task.FromResult(execution.Status);

    public int Invocations => execution.Invocations;

    public async Task<ContractOutcome> OutcomeAsync()
    {
        var report = await execution.Completion;
        var status = report.Status switch
        {
            ExecutionStatus.Succeeded => ContractStatus.Succeeded,
            ExecutionStatus.Failed => ContractStatus.Failed,
            ExecutionStatus.Stopped => ContractStatus.Stopped,
            ExecutionStatus.TimedOut => ContractStatus.TimedOut,
            ExecutionStatus.Canceled => ContractStatus.Canceled,
            _ => ContractStatus.Blocked,
        };
        return new ContractOutcome(status, report.Payload, report.Error, report.Fault);
    }

    public Task WhenQuietAsync() => execution.WhenQuietAsync();
}

using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>What one execution invokes: starts the invoked executions, and takes their ends. Called under no lock.</summary>
internal sealed class ChainedInvokes(InMemoryHost host, string executionName, MemoryJournal journal, OutsideChanges outside, FaultPlan faults, QuietWatch watch)
{
    /// <summary>Whether the execution waits for an invoked one that is blocked, or that waits for one that is. Called under the execution's lock.</summary>
    public bool WaitForBlocked => journal.Entries
        .Where(static entry => entry.Record is { Type: OperationType.ChainedInvoke, IsEnded: false })
        .Any(entry => host.FindInvoked(executionName, entry.Id) is { } invoked && (invoked.IsBlocked || invoked.WaitsForBlocked));

    public InvokedFunction? Find(OperationId id, string functionName) => host.FindInvokedFunction(executionName, id, functionName);

    /// <summary>Starts what an update invokes that is durable; nothing for one of another kind. What cannot be started fails.</summary>
    public void Start(in OperationUpdate update)
    {
        var id = update.Id;
        if (update.Options is ChainedInvokeOptions { Refusal: { } refusal })
        {
            End(id, new InvokedEnd(OperationStatus.Failed, null, refusal));
        }
        else if (update.Options is ChainedInvokeOptions options && !host.StartInvoked(executionName, id, options, update.Payload, faults, end => End(id, end)))
        {
            End(id, new InvokedEnd(OperationStatus.Failed, null, new DurableError(
                "Invoke.FunctionNotFound",
                $"No function '{options.FunctionName}' is registered with this host. Register it before it is invoked.")));
        }
    }

    private void End(OperationId id, InvokedEnd end)
    {
        if (outside.EndInvoke(id, end))
        {
            host.OnExchange();
            watch.Request();
        }
    }
}

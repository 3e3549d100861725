using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>What one execution invokes: starts the invoked executions, and takes their ends. Called under no lock.</summary>
internal sealed class InvokedExecutions(InMemoryHost host, MemoryJournal journal, OutsideChanges outside, FaultPlan faults, QuietWatch watch)
{
    /// <summary>Whether the execution waits for an invoked one that is blocked, or that waits for one that is. Called under the execution's lock.</summary>
    public bool WaitForBlocked => journal.Entries
        .Where(static entry => entry.Record is { Options: ChainedInvokeOptions, IsEnded: false })
        .Any(entry => host.FindInvoked(journal.RunName, entry.Id) is { } invoked && (invoked.IsBlocked || invoked.WaitsForBlocked));

    public InvokedFunction? Find(OperationId id, string functionName) => host.FindInvokedFunction(journal.RunName, id, functionName);

    /// <summary>Starts what an update invokes that is durable; nothing for one of another kind. What cannot be started fails.</summary>
    public void Start(in OperationUpdate update)
    {
        if (update.Options is not ChainedInvokeOptions options)
        {
            return;
        }

        var id = update.Id;
        var run = journal.RunNumber;
        var functionName = FunctionReference.Parse(options.FunctionName).Name;
        if (options.Refusal is { } refusal)
        {
            End(id, run, new InvokedEnd(OperationStatus.Failed, null, refusal));
        }
        else if (host.FindFunction(functionName) is { } function)
        {
            host.BeginInvoked(new InMemoryExecution(host, function, update.Payload, InvokedName.Of(journal.RunName, id), faults)
            {
                FunctionName = functionName,
                TenantId = options.TenantId,
                OnInvokedEnding = end => End(id, run, end),
            });
        }
        else
        {
            End(id, run, new InvokedEnd(OperationStatus.Failed, null, new DurableError(
                "Invoke.FunctionNotFound",
                $"No function '{options.FunctionName}' is registered with this host. Register it before it is invoked.")));
        }
    }

    /// <summary>What an operation invokes and how that stands, as it goes on behind the operation's name; null for one that invokes nothing.</summary>
    public string? Describe(OperationEntry entry) => entry.Record.Options is ChainedInvokeOptions options
        ? $" of '{options.FunctionName}', whose execution {StateOf(host.FindInvoked(journal.RunName, entry.Id))}"
        : null;

    private static string StateOf(InMemoryExecution? invoked) => invoked switch
    {
        null => "has not begun",
        { IsBlocked: true } => $"'{invoked.Name}' is blocked",
        { Completion.IsCompleted: true } => $"'{invoked.Name}' has ended",
        _ => $"'{invoked.Name}' has not ended",
    };

    private void End(OperationId id, int run, InvokedEnd end)
    {
        if (outside.EndInvoke(id, run, end))
        {
            host.OnExchange();
            watch.Request();
        }
    }
}

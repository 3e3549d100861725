using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <content>What it invokes, and who invoked it.</content>
internal sealed partial class InMemoryExecution
{
    /// <summary>The name of the function, of an execution that was invoked by it; null elsewhere.</summary>
    public string? FunctionName { get; init; }

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>Who invoked it; null when a test started it.</summary>
    internal InMemoryExecution? Invoker { get; init; }

    /// <summary>The invoker's operation.</summary>
    internal OperationId? InvokedAs { get; init; }

    /// <summary>Whether it waits for an invoked execution that is blocked, or waits for one that is.</summary>
    private bool WaitsForBlocked => _journal.Entries
        .Where(static entry => entry.Record is { Type: OperationType.ChainedInvoke, IsEnded: false })
        .Any(entry => _host.FindInvoked(this, entry.Id) is { } child && (child.IsBlocked || child.WaitsForBlockedToo()));

    /// <summary>Whether it goes on only when somebody restarts it.</summary>
    internal bool IsBlocked => Completion is { IsCompletedSuccessfully: true, Result.Status: ExecutionStatus.Blocked };

    private bool WaitsForBlockedToo()
    {
        lock (_lock)
        {
            return WaitsForBlocked;
        }
    }

    InvokedFunction? IInvocationHost.FindInvoked(OperationId id, string functionName) => _host.FindInvokedFunction(this, id, functionName);

    private static InvokedEnd? EndOf(ExecutionReport report) => report.Status switch
    {
        ExecutionStatus.Succeeded => new InvokedEnd(OperationStatus.Succeeded, report.Payload, null),
        ExecutionStatus.Failed => new InvokedEnd(OperationStatus.Failed, null, report.Error),
        ExecutionStatus.Stopped => new InvokedEnd(OperationStatus.Stopped, null, report.Error),
        ExecutionStatus.TimedOut => new InvokedEnd(OperationStatus.TimedOut, null, report.Error),
        _ => null,
    };

    private void StartInvoked(IReadOnlyList<PendingCheckpoint> batch, int durable)
    {
        for (var i = 0; i < durable; i++)
        {
            var update = batch[i].Update;
            if (update.Invoke is { Refusal: { } refusal })
            {
                OnInvokeEnded(update.Id, new InvokedEnd(OperationStatus.Failed, null, refusal));
            }
            else if (update.Invoke is { } options && !_host.StartInvoked(this, update.Id, options, update.Payload, _faults))
            {
                OnInvokeEnded(update.Id, new InvokedEnd(OperationStatus.Failed, null, new DurableError(
                    "Invoke.FunctionNotFound",
                    $"No function '{options.FunctionName}' is registered with this host. Register it before it is invoked.")));
            }
        }
    }

    private void TellInvoker(InvokedEnd? end)
    {
        if (end is not null)
        {
            Invoker?.OnInvokeEnded(InvokedAs!, end);
        }
    }

    private void OnInvokeEnded(OperationId id, InvokedEnd end)
    {
        lock (_lock)
        {
            if (_endFromOutside is not null || (_state == DriverState.Ended && !IsBlocked) || _journal.EndInvoke(id, end, _host.Clock.GetUtcNow()) is not { } entry)
            {
                return;
            }

            AddChange(entry);
        }

        _host.OnExchange();
        OnLaneIdle();
    }
}

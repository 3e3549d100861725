using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <content>What ties an execution to those that it invoked, and to the one that invoked it.</content>
internal sealed partial class Execution
{
    private ExecutionTerms? _terms;

    public ExecutionTerms? Terms
    {
        get
        {
            lock (this)
            {
                return _terms;
            }
        }
    }

    public bool IsInvokedBy(Execution parent, OperationId operation) =>
        Terms?.Invoker is { } invoker && invoker.Number == parent.Number && invoker.Operation.Equals(operation);

    /// <summary>An execution that this one invoked has ended, durably. One that is not in memory reads of it when it begins.</summary>
    public void OnInvokeEnded(OperationId id, EndedRecord ended)
    {
        lock (this)
        {
            if (Turn is { } turn)
            {
                turn.EndInvoke(id, ended);
            }
            else
            {
                Wake();
            }
        }
    }

    public RegisteredFunction? FindFunction() => _services.Functions.FindOrWait(this);

    public bool StartInvoke(OperationId id, ChainedInvokeOptions options, string? input) => _services.Invokes.Start(this, id, options, input);

    public EndedRecord? TakeUpInvoke(OperationId id, ChainedInvokeOptions options, Func<OperationId, string?> readInput) =>
        _services.Invokes.TakeUp(this, id, options, readInput);

    public InvokedFunction? FindInvoked(OperationId id, string functionName) => _services.Invokes.FindInvoked(this, id, functionName);

    /// <summary>Wakes an execution that sleeps although one of its open invokes has ended.</summary>
    public void WakeIfInvokeEnded(Func<OperationId, bool> hasEnded)
    {
        lock (this)
        {
            if (_phase != ExecutionPhase.Idle)
            {
                return;
            }
        }

        if (RecordedHistory.Read(ReadRecords()).OpenInvokes().Any(invoke => hasEnded(invoke.Id)))
        {
            Wake();
        }
    }

    /// <summary>Takes version and timeout of its function, if that was unknown when the execution was invoked. Durable before anything that the function does.</summary>
    public void Settle(in RegisteredFunction function)
    {
        lock (this)
        {
            if (_terms is not { IsUnsettled: true } || _phase != ExecutionPhase.Running)
            {
                return;
            }

            var now = _services.Clock.Now();
            var settled = new SettledRecord(now - CreatedAt, function.Version, function.Function.ExecutionTimeoutSeconds);
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WriteSettled(buffer, settled);
            Append(buffer.Written, waiter: null, now, tag: 0);
            OnSettled(settled);
            ArmDeadline();
        }
    }

    private void OnSettled(SettledRecord settled)
    {
        Version = settled.Version;
        _terms = (_terms ?? new ExecutionTerms()) with { IsUnsettled = false, TimeoutSeconds = settled.TimeoutSeconds };
    }

    private InvokedEnd? WaiterOfEnd(EndedRecord ended) => _terms?.Invoker is { } invoker ? new InvokedEnd(_services, invoker, ended) : null;

    private sealed class InvokedEnd(EngineServices services, Invoker invoker, EndedRecord ended) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => services.Invokes.OnEnded(invoker, ended);
    }
}

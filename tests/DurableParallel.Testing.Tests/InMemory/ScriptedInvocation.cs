using System.Collections.Concurrent;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>An invocation whose function is a script of the test, which parks and ends when it says so.</summary>
internal sealed class ScriptedInvocation : IRunningInvocation
{
    private readonly TaskCompletionSource<InvocationOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<OperationRecord>> _awaited = new(StringComparer.Ordinal);
    private volatile bool _isParked;

    private ScriptedInvocation(InvocationRequest request) => Request = request;

    public InvocationRequest Request { get; }

    public int Number { get; private init; }

    public Exception? Fault { get; private set; }

    public ConcurrentQueue<(OperationId Id, OperationRecord Record, bool Taken)> Delivered { get; } = new();

    public Task<InvocationOutcome> Completion => _completion.Task;

    public bool IsParked => _isParked;

    public static Func<InvocationRequest, IRunningInvocation> Run(Func<ScriptedInvocation, Task<InvocationOutcome>> script)
    {
        var count = 0;
        return request =>
        {
            var invocation = new ScriptedInvocation(request) { Number = Interlocked.Increment(ref count) };
            _ = Task.Run(async () => invocation._completion.TrySetResult(await script(invocation)));
            return invocation;
        };
    }

    public Task<DateTimeOffset> SubmitAsync(OperationUpdate update)
    {
        var waiter = new Waiter();
        Request.Checkpoints.Submit(update, waiter);
        return waiter.Task;
    }

    /// <summary>Parks until the operation is delivered.</summary>
    public async Task<OperationRecord> ParkUntilAsync(OperationId id)
    {
        var source = _awaited.GetOrAdd(id.Hex, static _ => new TaskCompletionSource<OperationRecord>(TaskCreationOptions.RunContinuationsAsynchronously));
        _isParked = true;
        Request.Host.OnParked();
        return await source.Task;
    }

    public bool Deliver(OperationId id, OperationRecord record)
    {
        var taken = _awaited.TryRemove(id.Hex, out var source);
        Delivered.Enqueue((id, record, taken));
        if (taken)
        {
            _isParked = false;
            source!.SetResult(record);
        }

        return taken;
    }

    public void Abort(Exception fault)
    {
        Fault = fault;
        _completion.TrySetResult(new InvocationOutcome(InvocationOutcomeKind.Faulted, Fault: fault));
    }

    private sealed class Waiter : ICheckpointWaiter
    {
        private readonly TaskCompletionSource<DateTimeOffset> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<DateTimeOffset> Task => _source.Task;

        public void OnAcknowledged(DateTimeOffset timestamp) => _source.SetResult(timestamp);
    }
}

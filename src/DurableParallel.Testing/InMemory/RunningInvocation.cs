using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>The real thing.</summary>
internal sealed class RunningInvocation(Invocation invocation) : IRunningInvocation
{
    public Task<InvocationOutcome> Completion => invocation.Completion;

    public bool IsParked => invocation.IsParked;

    public IReadOnlyList<PendingOperation> Pending => invocation.Pending;

    public static IRunningInvocation Start(InvocationRequest request) => new RunningInvocation(Invocation.Start(request));

    public (Type Expected, Exception Cause)? WhyEventUnreadable(OperationId wait, string? payload, out bool isKnown) =>
        invocation.WhyEventUnreadable(wait, payload, out isKnown);

    public bool Deliver(OperationId id, OperationRecord record) => invocation.Deliver(id, record);

    public void Abort(Exception fault) => invocation.Abort(fault);

    public void SignalTokens() => invocation.SignalTokens();
}

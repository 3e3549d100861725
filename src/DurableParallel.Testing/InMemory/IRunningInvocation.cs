using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>What the host needs of an <see cref="Invocation"/>, so that its own tests can script one.</summary>
internal interface IRunningInvocation
{
    Task<InvocationOutcome> Completion { get; }

    bool IsParked { get; }

    /// <summary>What has begun and not ended, for messages.</summary>
    IReadOnlyList<PendingOperation> Pending => [];

    /// <inheritdoc cref="Invocation.WhyEventUnreadable"/>
    (Type Expected, Exception Cause)? WhyEventUnreadable(OperationId wait, string? payload, out bool isKnown)
    {
        isKnown = false;
        return null;
    }

    bool Deliver(OperationId id, OperationRecord record);

    void Abort(Exception fault);

    /// <inheritdoc cref="Invocation.SignalTokens"/>
    void SignalTokens()
    {
    }
}

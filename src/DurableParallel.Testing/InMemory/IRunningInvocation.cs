using DurableParallel.Hosting;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Testing.InMemory;

/// <summary>What the host needs of an <see cref="Invocation"/>, so that its own tests can script one.</summary>
internal interface IRunningInvocation
{
    Task<InvocationOutcome> Completion { get; }

    bool IsParked { get; }

    bool Deliver(OperationId id, OperationRecord record);

    void Abort(Exception fault);
}

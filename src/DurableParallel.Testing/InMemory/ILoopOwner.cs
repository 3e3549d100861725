using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>The execution that an <see cref="InvocationLoop"/> invokes.</summary>
internal interface ILoopOwner : ILaneOwner, IInvocationHost, IExecutionIdentity
{
    /// <summary>The function as it is now; a restart may have changed it.</summary>
    DurableFunction Function { get; }

    string? Input { get; }

    string? TenantId { get; }

    /// <summary>The execution goes on with a new run. Called under its lock.</summary>
    void BeginRun(string? input);

    /// <summary>The execution is about to end; null when it is blocked. Called under no lock.</summary>
    void OnEnding(InvokedEnd? end);

    /// <summary>Nothing is runnable, and the clock is not to move by itself.</summary>
    void OnQuietStand();
}

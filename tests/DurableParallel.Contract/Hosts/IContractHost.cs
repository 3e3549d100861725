using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>
/// A host as the suite sees it: something that runs functions, on a virtual clock, whose process can die. Whoever
/// implements it makes the same tests run on another host.
/// </summary>
internal interface IContractHost : IAsyncDisposable
{
    HostTraits Traits { get; }

    ManualTimeProvider Clock { get; }

    /// <summary>Whether the clock moves on to the next due time as soon as nothing is runnable.</summary>
    bool AutoAdvance { get; set; }

    /// <summary>Makes a function known under its name and its version, in place of what was known under both.</summary>
    void Register(string name, DurableFunction function, int version = 1);

    /// <summary>
    /// Starts an execution of the highest version that is registered. When the plan's fault fires, the host's process
    /// dies and starts again by itself, with the same functions.
    /// </summary>
    /// <param name="function">The function's name.</param>
    /// <param name="input">The input as a payload.</param>
    /// <param name="faults">Counts and disturbs the checkpoints of the execution and of those that it invokes.</param>
    /// <param name="timeout">How long the execution may take; null for the function's own limit.</param>
    /// <param name="startAt">When it begins; null for at once. Only where the traits say so.</param>
    Task<IContractExecution> StartAsync(string function, string? input = null, FaultPlan? faults = null, TimeSpan? timeout = null, DateTimeOffset? startAt = null);

    /// <summary>The execution that an invoke has become: the n-th operation of the other's root context, from 1; null when it is not there.</summary>
    Task<IContractExecution?> FindInvokedAsync(IContractExecution invoker, int operation);

    /// <summary>How many executions there are, invoked ones included.</summary>
    int ExecutionCount { get; }

    /// <summary>Completes a callback with a value, as somebody outside would, and returns once that is durable.</summary>
    Task<CallbackAnswer> SucceedCallbackAsync(string callbackId, string? payload = null);

    /// <summary>Completes a callback with an error.</summary>
    Task<CallbackAnswer> FailCallbackAsync(string callbackId, DurableError error);

    /// <summary>Gives a sign of life of a callback.</summary>
    Task<CallbackAnswer> HeartbeatCallbackAsync(string callbackId);

    /// <summary>The process dies now, with everything that it holds in memory. Completes when it is down.</summary>
    Task CrashAsync();

    /// <summary>Starts the process again, with what is registered by now; executions that were running or blocked go on.</summary>
    Task RestartAsync();

    /// <summary>Rules of the port or of the wire that were broken, each a defect of the core or of the host.</summary>
    IReadOnlyCollection<string> Violations { get; }
}

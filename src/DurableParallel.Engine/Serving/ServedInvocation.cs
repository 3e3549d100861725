using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Serving;

/// <summary>One invocation of a function process: what it is told at the beginning, and where it says how it ended.</summary>
/// <param name="turn">What began it, and is told of its end.</param>
/// <param name="budget">How many bytes wait for the disk.</param>
internal sealed class ServedInvocation(ServedTurn turn, WriteBudget budget)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string RequestId { get; init; }

    public required string Arn { get; init; }

    public required string ExecutionName { get; init; }

    /// <summary>The last part of the ARN, which is the id of the execution's own operation.</summary>
    public required string ExecutionId { get; init; }

    public required string FunctionName { get; init; }

    public required int Version { get; init; }

    public required string? TenantId { get; init; }

    public required bool IsPlain { get; init; }

    public required string? Input { get; init; }

    public required DateTimeOffset ExecutionStart { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>The token of its next checkpoint. Guarded by the execution.</summary>
    public required string Token { get; set; }

    /// <summary>What the function may ask for, in the order of starts, without the execution itself.</summary>
    public required IReadOnlyList<OperationView> Operations { get; init; }

    /// <summary>The operations that the host has changed since the last invocation ended.</summary>
    public required IReadOnlyList<string> UpdatedIds { get; init; }

    /// <summary>Whether the last invocation was suspended, and the updated operations are all that has ended since.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>Completes when nobody wants to hear of it any more, because the execution was ended from outside, or the engine is gone.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Says how it ended. Only the first call counts.</summary>
    public void Complete(ServedOutcome outcome) => turn.Complete(this, outcome);

    /// <summary>Says how it ended once there is room for its result among what waits for the disk.</summary>
    public async Task CompleteAsync(ServedOutcome outcome)
    {
        var cost = WriteBudget.CostOf(outcome.Payload);
        await budget.TakeAsync(cost, CancellationToken.None).ConfigureAwait(false);
        try
        {
            Complete(outcome);
        }
        finally
        {
            budget.Return(cost);
        }
    }

    /// <summary>Has a process run the function, which may see only what is durable.</summary>
    /// <param name="host">What knows the processes.</param>
    /// <param name="durable">Completes with the task that says whether everything before is durable.</param>
    /// <param name="logger">Where it is said that it could not be handed over.</param>
    public async Task HandOverAsync(IFunctionHost host, Task<Task> durable, ILogger logger)
    {
        try
        {
            await (await durable.ConfigureAwait(ConfigureAwaitOptions.ForceYielding)).ConfigureAwait(false);
            if (!Closed.IsCompleted)
            {
                host.Invoke(this);
            }
        }
        catch (Exception fault) when (fault is EngineStoppedException or EngineFaultedException)
        {
            Close();
        }
        catch (Exception fault)
        {
            logger.HandOverFailed(fault, FunctionName);
            Complete(ServedOutcome.Broken("Runtime.HandoverFailed", fault.Message));
        }
    }

    public void Close() => _closed.TrySetResult();
}

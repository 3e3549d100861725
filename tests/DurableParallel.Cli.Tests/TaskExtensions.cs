using DurableParallel.Engine;

namespace DurableParallel.Cli.Tests;

/// <summary>What tests await.</summary>
internal static class TaskExtensions
{
    public static async Task AsVoidAsync<T>(this DurableTask<T> task) => await task;

    /// <summary>Waits until an execution has ended, whatever it has come to.</summary>
    public static async Task<ExecutionStatus> EndedAsync(this ExecutionHandle execution)
    {
        try
        {
            await execution.GetResultPayloadAsync();
        }
        catch (ExecutionFailedException)
        {
            // Its status says so.
        }

        return execution.Status;
    }
}

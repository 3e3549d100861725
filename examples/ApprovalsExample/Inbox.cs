using DurableParallel.Engine;

namespace DurableParallel.Examples;

/// <summary>What waits for an answer. A real program is asked by whoever holds a callback's id, and need not look.</summary>
internal static class Inbox
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The open callbacks by name, as soon as there are so many; fewer if the execution has ended.</summary>
    public static async Task<IReadOnlyList<OpenCallback>> OfAsync(ExecutionHandle execution, int count)
    {
        var open = await execution.GetOpenCallbacksAsync();
        while (open.Count < count && execution.Status == ExecutionStatus.Running)
        {
            await Task.Delay(Pause);
            open = await execution.GetOpenCallbacksAsync();
        }

        return [.. open.OrderBy(callback => callback.Name, StringComparer.Ordinal)];
    }
}

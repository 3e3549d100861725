using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Children;

/// <summary>Waiting for what nobody tells of.</summary>
internal static class Polling
{
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Until nothing is active, everything is written, and whatever has to be evicted or moved has been.</summary>
    public static Task UntilQuietAsync(DurableEngine engine) => UntilAsync(() => engine.IsQuiet);
}

using System.Diagnostics;

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>What one repetition took.</summary>
internal readonly record struct Sample(TimeSpan Wall, TimeSpan Cpu, long AllocatedBytes)
{
    /// <summary>Runs something once, after a full collection, and returns what it took.</summary>
    public static async Task<Sample> TakeAsync(Func<Task> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await run();
        return new Sample(
            Stopwatch.GetElapsedTime(start),
            Environment.CpuUsage.TotalTime - cpu,
            GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }
}

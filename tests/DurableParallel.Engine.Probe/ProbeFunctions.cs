using System.Diagnostics;
using System.Text;

namespace DurableParallel.Engine.Probe;

/// <summary>What the process that tests start, trace and kill can run.</summary>
internal static class ProbeFunctions
{
    public const string SleeperName = "sleeper";

    public const string DeadlyName = "deadly";

    /// <summary>What the result of a step looks like in the journal, so that a trace of system calls shows where it was written.</summary>
    public static string Marker(int step) => $"marker-{step:D4}.";

    /// <summary>What is written once the await of that step has returned.</summary>
    public static string Acknowledgement(int step) => $"acknowledged-{step:D4}.";

    public static async Task<int> Steps(DurableContext context, int count, string acknowledgements)
    {
        using var file = File.OpenHandle(acknowledgements, FileMode.Create, FileAccess.Write, FileShare.Read);
        for (var i = 1; i <= count; i++)
        {
            var step = i;
            _ = await context.StepAsync("work", () => Marker(step));
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(Acknowledgement(step) + "\n"), RandomAccess.GetLength(file));
        }

        return count;
    }

    public static async Task<string> Sleeper(DurableContext context, int seconds)
    {
        var before = await context.StepAsync("before", () => "before");
        await context.WaitAsync("sleep", TimeSpan.FromSeconds(seconds));
        return await context.StepAsync("after", () => before + ", after");
    }

    /// <summary>Ends the process in the middle of a step, as kill -9 does.</summary>
    public static Task<int> Deadly(DurableContext context) => context.StepAsync("deadly", static () =>
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        return 0;
    });
}

using System.Diagnostics;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Children;

/// <summary>
/// Opens what <see cref="FillAndDieChild"/> left in a folder (second argument) of so many executions (first), and lets it
/// end. "flowing": as an engine does that is opened without options. "halted": all may begin at once, and none goes on before
/// every one is back. Times are in seconds, from the call that opens the engine.
/// </summary>
internal sealed class RecoverChild : IChild
{
    public const string Flowing = "flowing";

    public const string Halted = "halted";

    public string Name => "recover";

    public async Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var count = ChildArguments.Number(arguments[0]);
        using var acknowledged = new StepMarks(Path.Combine(arguments[1], FillAndDieChild.MarksName), count, RecoverySteps.Steps);
        var steps = new RecoverySteps(acknowledged);
        var isHalted = arguments[2] == Halted;
        if (!isHalted)
        {
            steps.GoOn();
        }

        var cpu = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        await using var engine = await TemporaryJournal.OpenAsync(
            Path.Combine(arguments[1], TemporaryJournal.FileName), options => isHalted ? options with { MaxActive = int.MaxValue } : options);
        var opened = Stopwatch.GetElapsedTime(start);
        var openedCpu = Environment.CpuUsage.TotalTime - cpu;
        engine.Register<int, int>(RecoverySteps.FunctionName, steps.DurableAsync);
        await steps.FirstBody.Task;
        var first = Stopwatch.GetElapsedTime(start);
        await Polling.UntilAsync(() => steps.Halted == count);
        var all = Stopwatch.GetElapsedTime(start);
        if (isHalted)
        {
            steps.GoOn();
        }

        var wrong = 0;
        for (var number = 0; number < count; number++)
        {
            var execution = await engine.FindAsync(RecoverySteps.NameOf(number));
            wrong += await execution!.GetResultAsync<int>() == number * RecoverySteps.Steps ? 0 : 1;
        }

        return new Dictionary<string, double>
        {
            ["open"] = opened.TotalSeconds,
            ["open_cpu"] = openedCpu.TotalSeconds,
            ["first"] = first.TotalSeconds,
            ["all"] = all.TotalSeconds,
            ["ended"] = Stopwatch.GetElapsedTime(start).TotalSeconds,
            ["records"] = engine.Recovery.RecordsRead,
            ["resumed"] = engine.Recovery.ExecutionsResumed,
            ["repeated"] = steps.Repeated,
            ["wrong"] = wrong,
            ["peak_rss_mb"] = ProcessFigures.PeakMegabytes,
        };
    }
}

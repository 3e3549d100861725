using System.Diagnostics;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Children;

/// <summary>Brings so many executions (first argument) into their fourth step, with journal and marks in a folder (second), and kills itself.</summary>
internal sealed class FillAndDieChild : IChild
{
    public const string MarksName = "marks";

    public string Name => "fill-and-die";

    public async Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var count = ChildArguments.Number(arguments[0]);
        using var acknowledged = new StepMarks(Path.Combine(arguments[1], MarksName), count, RecoverySteps.Steps);
        var steps = new RecoverySteps(acknowledged);
        await using var engine = await TemporaryJournal.OpenAsync(
            Path.Combine(arguments[1], TemporaryJournal.FileName), options => options with { MaxActive = int.MaxValue });
        engine.Register<int, int>(RecoverySteps.FunctionName, steps.DurableAsync);
        await Task.WhenAll(Arrival.Scattered(count).Select(number => engine.StartAsync(RecoverySteps.FunctionName, RecoverySteps.NameOf(number), number)));
        await Polling.UntilAsync(() => steps.Halted == count);

        using var self = Process.GetCurrentProcess();
        self.Kill();
        await Task.Delay(Timeout.Infinite);
        throw new UnreachableException();
    }
}

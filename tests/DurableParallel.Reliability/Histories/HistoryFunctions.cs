using DurableParallel.Contract.Trees;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;

namespace DurableParallel.Reliability.Histories;

/// <summary>The functions of the saved journals. They must stay as they are: what was saved was recorded by them.</summary>
internal static class HistoryFunctions
{
    private static readonly string[] CrashNames = ["hello", "quorum", "nested", "map"];

    public static void Register(DurableEngine engine, Effects effects)
    {
        new SampleFunctions().Register(engine);
        engine.Register<int, string>("tree", static (context, seed) => new TreeFunction(new TreeGenerator(seed).Draw()).RunAsync(context));
        engine.Register<string, string>("says", SayAsync);
        var crash = new CrashFunctions(effects, static _ => Task.CompletedTask).All;
        foreach (var name in CrashNames)
        {
            engine.Register(name, crash[name].Run);
        }
    }

    private static async Task<string> SayAsync(DurableContext context, string text)
    {
        await using var p = context.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat });
        p.Branch("flat", async branch =>
        {
            branch.SetStatus($"{text} begins");
            return await branch.StepAsync("s", () => text);
        });
        await p.JoinAsync();
        context.SetStatus($"{text} waits");
        await context.WaitAsync(TimeSpan.FromDays(2));
        return text;
    }
}

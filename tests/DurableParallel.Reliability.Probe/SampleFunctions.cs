using System.Collections.Concurrent;
using DurableParallel.Engine;

namespace DurableParallel.Reliability.Probe;

/// <summary>What the executions of the sample journal do. Every body that runs is noted, so that one that must not run again shows.</summary>
internal sealed class SampleFunctions
{
    private const int LargeLength = 9_000;

    /// <summary>The bodies that ran, as execution/step.</summary>
    public ConcurrentDictionary<string, int> Ran { get; } = new(StringComparer.Ordinal);

    public void Register(DurableEngine engine)
    {
        engine.Register<string, string>("order", OrderAsync);
        engine.Register<string, string>("sleeper", SleeperAsync);
        engine.Register<string, string>("scope", ScopeAsync);
        engine.Register<string, string>("broken", BrokenAsync);
    }

    private async Task<string> OrderAsync(DurableContext context, string name)
    {
        var text = "";
        for (var step = 1; step <= 3; step++)
        {
            var part = $"s{step}";
            text += await context.StepAsync(part, () => Note(name, part));
        }

        return text + new string(name[^1], name.StartsWith("large", StringComparison.Ordinal) ? LargeLength : 0);
    }

    private async Task<string> SleeperAsync(DurableContext context, string name)
    {
        var before = await context.StepAsync("before", () => Note(name, "before"));
        await context.WaitAsync("sleep", TimeSpan.FromHours(1));
        return before + await context.StepAsync("after", () => Note(name, "after"));
    }

    private async Task<string> ScopeAsync(DurableContext context, string name)
    {
        await using var scope = context.Parallel("scope", c => c.AllCompleted());
        for (var i = 0; i < 4; i++)
        {
            var part = $"b{i}";
            scope.Branch(part, async branch =>
            {
                var value = await branch.StepAsync("s", () => Note(name, part));
                return part == "b2" ? throw new InvalidDataException(value) : value;
            });
        }

        var result = await scope.SettleAsync();
        var last = await context.StepAsync("last", () => Note(name, "last"));
        return string.Join(' ', result.Branches.Select(b => $"{b.Name}:{b.Status}")) + last;
    }

    private async Task<string> BrokenAsync(DurableContext context, string name)
    {
        await context.StepAsync("s1", () => Note(name, "s1"));
        throw new InvalidDataException($"{name} is broken");
    }

    private string Note(string execution, string step)
    {
        Ran.AddOrUpdate($"{execution}/{step}", 1, static (_, count) => count + 1);
        return $"{execution}.{step};";
    }
}

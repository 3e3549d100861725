using System.Globalization;

namespace DurableParallel.Reliability.Probe;

/// <summary>The functions that are crashed at every write. What each must come to is beside it.</summary>
/// <param name="effects">What the world sees.</param>
/// <param name="answer">Completes a callback from outside.</param>
internal sealed class CrashFunctions(Effects effects, Func<string, Task> answer)
{
    public const int Branches = 100;
    public const int Minimum = 20;
    private const int Items = 40;
    private const int ItemLength = 10_000;

    /// <summary>Name, function, and what tells whether an outcome is allowed.</summary>
    public IReadOnlyDictionary<string, (Func<DurableContext, Task<string>> Run, Func<string, bool> IsAllowed)> All =>
        new Dictionary<string, (Func<DurableContext, Task<string>>, Func<string, bool>)>(StringComparer.Ordinal)
        {
            ["hello"] = (context => HelloAsync(context, effects.BeginLife()), static text => text == "Tokyo Seattle London Amsterdam Mumbai "),
            ["branches"] = (context => BranchesAsync(context, effects.BeginLife()), static text => text == BranchesOutcome()),
            ["quorum"] = (context => QuorumAsync(context, effects.BeginLife()), static text => text.StartsWith("MinSuccessfulReached ", StringComparison.Ordinal) && int.Parse(text[21..], CultureInfo.InvariantCulture) >= Minimum),
            ["nested"] = (context => NestedAsync(context, effects.BeginLife()), static text => text == "0a answered0 0b|1a answered1 1b|2a answered2 2b"),
            ["map"] = (context => MapAsync(context, effects.BeginLife()), static text => text == $"{Items} {Items * ItemLength} AllCompleted"),
        };

    private async Task<string> HelloAsync(DurableContext context, Effects.Life life)
    {
        var text = "";
        foreach (var city in new[] { "Tokyo", "Seattle", "London", "Amsterdam", "Mumbai" })
        {
            text += await StepAsync(life, context, city, city + " ");
        }

        return text;
    }

    private async Task<string> BranchesAsync(DurableContext context, Effects.Life life)
    {
        var p = context.Parallel("branches", c => c.AllCompleted().MaxConcurrency(10));
        RegisterBranches(p, life);
        return Shown(await p.SettleAsync());
    }

    private async Task<string> QuorumAsync(DurableContext context, Effects.Life life)
    {
        var p = context.Parallel("quorum", c => c.MinSuccessful(Minimum).MaxConcurrency(10));
        RegisterBranches(p, life);
        var result = await p.SettleAsync();
        return $"{result.CompletionReason} {result.SuccessCount}";
    }

    private async Task<string> NestedAsync(DurableContext context, Effects.Life life)
    {
        await using var outer = context.Parallel("outer");
        var branches = Enumerable.Range(0, 3).Select(i => outer.Branch($"o{i}", async branch =>
        {
            await using var inner = branch.Parallel("inner");
            var asked = inner.Branch("asked", async b =>
            {
                var before = await StepAsync(life, b, $"{i}a", $"{i}a ");
                return before + await b.WaitForCallbackAsync<string>("ask", (id, _) => answer(id));
            });
            var stepped = inner.Branch("stepped", b => StepAsync(life, b, $"{i}b", $"{i}b"));
            await inner.JoinAsync();
            return $"{asked.Result}{i} {stepped.Result}";
        })).ToList();
        await outer.JoinAsync();
        return string.Join('|', branches.Select(b => b.Result));
    }

    // Forty results of 10,000 characters do not fit into the summary of a scope, which has 256 KiB.
    private async Task<string> MapAsync(DurableContext context, Effects.Life life)
    {
        var result = await context.MapAsync<int, string>(
            "map",
            Enumerable.Range(0, Items).ToList(),
            (c, item, _) => StepAsync(life, c, $"{item}", new string((char)('a' + (item % 26)), ItemLength)),
            new MapConfig<int> { MaxConcurrency = 8 });
        var last = await StepAsync(life, context, "last", "");
        return $"{result.SuccessCount} {result.GetResults().Sum(text => text.Length)} {result.CompletionReason}{last}";
    }

    private static void RegisterBranches(ParallelContext p, Effects.Life life)
    {
        for (var i = 0; i < Branches; i++)
        {
            var index = i;
            p.Branch($"b{i}", async branch =>
            {
                await StepAsync(life, branch, $"{index}", "");
                return index % 7 == 3 ? throw new InvalidDataException($"branch {index} fails") : index;
            });
        }
    }

    private static async Task<string> StepAsync(Effects.Life life, DurableContext context, string key, string value)
    {
        var result = await context.StepAsync(key, () =>
        {
            life.Begin(key);
            return value;
        });
        life.Acknowledge(key);
        return result;
    }

    private static string Shown(ParallelResult result) =>
        $"{result.CompletionReason} {string.Concat(result.Branches.Select(b => b.Status == BranchStatus.Succeeded ? 's' : 'f'))}";

    private static string BranchesOutcome() =>
        "AllCompleted " + string.Concat(Enumerable.Range(0, Branches).Select(i => i % 7 == 3 ? 'f' : 's'));
}

using System.Collections.Concurrent;
using FluentAssertions;

namespace DurableParallel.Contract.Races;

/// <summary>
/// Two branches that each race a random list of operations until all have won once, and a third that races the two. It
/// remembers what every life of its execution has seen.
/// </summary>
internal sealed class RaceFunction(int seed)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private readonly ConcurrentQueue<(int Branch, List<string> Seen)> _lives = [];

    public async Task<string[]> RunAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("races");
        var first = p.Branch("first", b => RaceAllAsync(b, 0));
        var second = p.Branch("second", b => RaceAllAsync(b, 1));
        var both = p.Branch("both", async b =>
        {
            var seen = Remember(2);
            seen.Add($"{await b.WhenAnyAsync(first.AsTask(), second.AsTask())}");
            await b.StepAsync("after", () => 1);
            return string.Join(' ', seen);
        });
        await p.JoinAsync();
        return [first.Result, second.Result, both.Result];
    }

    /// <summary>Every life has seen the beginning of what the last one came to, and each operation has won once.</summary>
    public void Check(string[] outcome, string disturbance)
    {
        for (var branch = 0; branch < outcome.Length; branch++)
        {
            outcome[branch].Split(' ').Should().OnlyHaveUniqueItems("of {0}: what has won is raced no more", disturbance);
            foreach (var (_, seen) in _lives.Where(life => life.Branch == branch))
            {
                $"{outcome[branch]} ".Should().StartWith(string.Concat(seen.Select(item => $"{item} ")), "of {0}: a winner stays the winner", disturbance);
            }
        }
    }

    private async Task<string> RaceAllAsync(DurableContext ctx, int branch)
    {
        var random = new Random((seed * 2) + branch);
        var open = Enumerable.Range(0, random.Next(2, 6)).Select(i => (Place: i, Task: Begin(ctx, random, i))).ToList();
        var seen = Remember(branch);
        while (open.Count > 0)
        {
            var winner = open[await ctx.WhenAnyAsync(open.ConvertAll(item => item.Task))];
            open.Remove(winner);
            seen.Add($"{winner.Place}={await OutcomeAsync(winner.Task)}");
        }

        return string.Join(' ', seen);
    }

    private static Task Begin(DurableContext ctx, Random random, int place)
    {
        var seconds = random.Next(1, 4);
        return random.Next(6) switch
        {
            0 => ctx.StepAsync(null, () => place),
            1 => ctx.StepAsync<int>(null, () => throw new InvalidDataException($"{place}"), Once),
            2 => ctx.WaitAsync(TimeSpan.FromSeconds(seconds)),
            3 => ctx.WhenAllAsync(ctx.WaitAsync(TimeSpan.FromSeconds(seconds)), ctx.StepAsync(null, () => place)),
            4 => ctx.StepAsync(
                null,
                s => s.Attempt < 2 ? throw new InvalidDataException("again") : place,
                new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(seconds)) }),
            _ => ctx.RunInChildContextAsync(null, async child =>
            {
                await child.WhenAnyAsync(child.WaitAsync(TimeSpan.FromSeconds(seconds)), child.WaitAsync(TimeSpan.FromSeconds(2)));
                return await child.StepAsync(null, () => place);
            }),
        };
    }

    private static async Task<string> OutcomeAsync(Task ended)
    {
        try
        {
            await ended;
            return ended is Task<int> withValue ? $"{await withValue}" : "ended";
        }
        catch (StepFailedException failed)
        {
            return $"failed:{failed.Message}";
        }
    }

    private List<string> Remember(int branch)
    {
        var seen = new List<string>();
        _lives.Enqueue((branch, seen));
        return seen;
    }
}

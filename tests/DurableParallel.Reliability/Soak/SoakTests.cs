using System.Diagnostics;
using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;

namespace DurableParallel.Reliability.Soak;

/// <summary>
/// Random trees of operations on one journal, in processes that are killed one after the other. A minute by default; the
/// environment variable DP_SOAK_SECONDS says how long.
/// </summary>
[TestFixture]
internal sealed class SoakTests
{
    private static readonly TimeSpan Time =
        TimeSpan.FromSeconds(double.TryParse(Environment.GetEnvironmentVariable("DP_SOAK_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 60 * Scale.Factor);

    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(3);

    [Test]
    [CancelAfter(int.MaxValue)]
    public async Task RandomTrees_InProcessesThatAreKilled_ComeToWhatTheModelSays(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(isInMemory: false);
        var marks = Path.Combine(folder.Root, "marks.txt");
        var began = Stopwatch.GetTimestamp();
        var lives = 0;
        while (lives == 0 || Stopwatch.GetElapsedTime(began) < Time)
        {
            lives++;
            using var child = Child.Start(["soak", folder.Journal, marks, $"{lives}"]);
            var (output, exitCode) = await child.EndAsync(cancellationToken);
            exitCode.Should().Be(137, "life {0} ends by a kill: {1}", lives, output);
        }

        using var seen = Effects.Load(marks);
        seen.Begun.Should().BeEmpty("every tree that ended came to what the model says");
        seen.Acknowledged.Should().NotBeEmpty();
        await using var last = await SoakEngine.OpenAsync(folder.Journal);
        await UnblockAsync(last.Engine);
        var wrong = new List<string>();
        foreach (var seed in seen.Acknowledged.Select(seed => int.Parse(seed, CultureInfo.InvariantCulture)))
        {
            var execution = await last.Engine.FindAsync(SoakEngine.NameOf(seed), cancellationToken);
            execution.Should().NotBeNull("the start of the tree of seed {0} was acknowledged", seed);
            if (await CheckAsync(execution!, seed, cancellationToken) is { } difference)
            {
                wrong.Add(difference);
            }
        }

        await TestContext.Out.WriteLineAsync($"{seen.Acknowledged.Count} cases in {lives} lives, {last.Engine.Recovery.ExecutionsResumed} went on in the last");
        wrong.Should().BeEmpty();
    }

    private static async Task<string?> CheckAsync(ExecutionHandle execution, int seed, CancellationToken cancellationToken)
    {
        try
        {
            return await SoakEngine.CheckAsync(execution, seed).WaitAsync(HangGuard, cancellationToken);
        }
        catch (TimeoutException)
        {
            var history = await execution.GetHistoryAsync(cancellationToken);
            return string.Create(CultureInfo.InvariantCulture, $"the tree of seed {seed} has not ended: {string.Join(", ", history.Select(static e => $"{e.EventType} {e.Id}"))}");
        }
    }

    // An execution that was in flight at five deaths in a row waits for a person, who would let it go on, as here.
    private static async Task UnblockAsync(DurableEngine engine)
    {
        foreach (var blocked in await engine.ListBlockedAsync())
        {
            blocked.Reason.Should().Be(BlockedReason.Poison, blocked.Message);
            await engine.UnblockAsync(blocked.Name);
        }
    }
}

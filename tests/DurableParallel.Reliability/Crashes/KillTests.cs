using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;

namespace DurableParallel.Reliability.Crashes;

/// <summary>
/// A process that runs a function on a journal on disk kills itself with SIGKILL at a write to the journal; this process
/// opens the journal and lets the function go on. By default a few writes of each function, spread over all of them; with
/// DP_SCALE=50 every write up to 200, and 200 drawn ones of those that have more.
/// </summary>
[TestFixture]
internal sealed class KillTests
{
    private const int Most = 200;
    private const int Killed = 137;

    [TestCase("hello", 8)]
    [TestCase("branches", 12)]
    [TestCase("quorum", 12)]
    [TestCase("nested", 12)]
    [TestCase("map", 12)]
    [CancelAfter(3_600_000)]
    public async Task Kill9AtAWrite_TheExecutionGoesOn_AndComesToAnAllowedEnd(string function, int points, CancellationToken cancellationToken)
    {
        var writes = await CountWritesAsync(function, cancellationToken);
        var kills = 0;
        foreach (var (write, phase) in Choose(writes, Math.Min(Scale.Of(points), Most)))
        {
            kills += await KillAndResumeAsync(function, write, phase, cancellationToken) ? 1 : 0;
        }

        await TestContext.Out.WriteLineAsync($"{kills} crash points on disk of {writes} writes: {function}");
        kills.Should().BePositive();
    }

    private static async Task<int> CountWritesAsync(string function, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(isInMemory: false);
        using var child = Start(folder, function, 0, KillPhase.Before);
        var (output, exitCode) = await child.EndAsync(cancellationToken);
        exitCode.Should().Be(0, output);
        var lines = output.Split('\n');
        IsAllowed(function, lines[0]).Should().BeTrue(output);
        return int.Parse(lines[1], CultureInfo.InvariantCulture);
    }

    // All writes in all phases in turn when there are few enough; else as many, drawn.
    private static IEnumerable<(int Write, KillPhase Phase)> Choose(int writes, int points)
    {
        if (points >= writes)
        {
            return from write in Enumerable.Range(1, writes) from phase in Enum.GetValues<KillPhase>() select (write, phase);
        }

        var random = new Random(writes);
        return Enumerable.Range(0, points).Select(i => ((i * writes / points) + 1 + random.Next(Math.Max(1, writes / points)), (KillPhase)(i % 3)));
    }

    private static async Task<bool> KillAndResumeAsync(string function, int write, KillPhase phase, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(isInMemory: false);
        string what = $"{function}, killed at write {write}, {phase}";
        int exitCode;
        using (var child = Start(folder, function, write, phase))
        {
            (var output, exitCode) = await child.EndAsync(cancellationToken);

            // Commits are cut differently every time, and the last ones may not come.
            exitCode.Should().BeOneOf([0, Killed], "{0}: {1}", what, output);
        }

        using var effects = Effects.Load(EffectsOf(folder));
        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = folder.Journal }, cancellationToken);
        if (effects.Acknowledged.Contains(CrashRun.Created))
        {
            (await engine.FindAsync(function, cancellationToken)).Should().NotBeNull("{0}: its start was acknowledged", what);
        }

        var end = await CrashRun.ToEndAsync(engine, effects, function).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);

        IsAllowed(function, end).Should().BeTrue("{0}: it came to {1}", what, end);
        effects.RanAgain.Should().BeEmpty("{0}: what was acknowledged does not run again", what);
        return exitCode == Killed;
    }

    private static Child Start(TempFolder folder, string function, int write, KillPhase phase) =>
        Child.Start(["crash", folder.Journal, EffectsOf(folder), function, $"{write}", $"{phase}"]);

    private static string EffectsOf(TempFolder folder) => Path.Combine(folder.Root, "effects.txt");

    private static bool IsAllowed(string function, string end)
    {
        using var none = new Effects();
        return new CrashFunctions(none, static _ => Task.CompletedTask).All[function].IsAllowed(end);
    }
}

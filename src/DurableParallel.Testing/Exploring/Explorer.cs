using System.Runtime.ExceptionServices;
using DurableParallel.Testing.Running;

namespace DurableParallel.Testing.Exploring;

/// <summary>Makes many runs and compares them with the first.</summary>
internal sealed class Explorer(Func<TestRunOptions, TestWorld> newWorld, ExplorationOptions options)
{
    private const int CrashSeed = 0;

    private const string RepeatHint =
        "Two runs of the same function, in the same order and without a fault, came to different outcomes. It depends on something that is neither its "
        + "input nor the result of an operation: the clock, randomness, a static, or a fake that remembers earlier runs. Put it into a step, use ctx.UtcNow, "
        + "ctx.NewGuid and ctx.Random, and let the runner make the function with fresh fakes for each run.";

    private const string CrashHint =
        "After a crash the function runs again from its first line, over what is on record. What it did outside of operations is done again or forgotten, "
        + "and a step whose end was not yet recorded runs again. Keep state in the results of operations, and put effects into steps that may run twice.";

    private const string OrderHint =
        "Branches and operations that are started together run in any order. Let nothing but their results decide what comes next: no variable that they "
        + "share, no Task.WhenAny over operations (ctx.WhenAnyAsync records its winner), no list that they append to.";

    public async Task<CrashReport> ExploreCrashesAsync()
    {
        var plan = FaultPlan.CountOnly();
        var undisturbed = await RunUndisturbedAsync(CrashSeed, plan).ConfigureAwait(false);
        var points = 0;
        for (var checkpoint = 1; checkpoint <= plan.Checkpoints; checkpoint++)
        {
            foreach (var kind in options.Faults)
            {
                var run = await RunAsync(CrashSeed, FaultPlan.Create(kind, checkpoint)).ConfigureAwait(false);
                points += run.Faults.HasFired ? 1 : 0;
                if (!run.IsSameAs(undisturbed, options))
                {
                    throw Differ(
                        TestingErrorCodes.NotCrashSafe,
                        FormattableString.Invariant($"Not safe: {run.Faults} of {plan.Checkpoints}, {Describe(undisturbed, checkpoint)}, makes a difference, the first after {points} crash points."),
                        ("undisturbed", undisturbed),
                        ("with the crash", run),
                        CrashHint);
                }
            }
        }

        return new CrashReport(points, undisturbed.Result);
    }

    public async Task<InterleavingReport> ExploreInterleavingsAsync(int count, int seed)
    {
        var first = await RunUndisturbedAsync(seed, FaultPlan.CountOnly()).ConfigureAwait(false);
        var orders = new HashSet<string>(StringComparer.Ordinal) { OrderOf(first) };
        for (var i = 1; i < count; i++)
        {
            var run = await RunAsync(unchecked(seed + i), FaultPlan.CountOnly()).ConfigureAwait(false);
            orders.Add(OrderOf(run));
            if (!run.IsSameAs(first, options))
            {
                throw Differ(
                    TestingErrorCodes.OrderDecides,
                    FormattableString.Invariant($"The order decides: seed {run.Seed} comes to another outcome than seed {seed}. Run it again with TestRunOptions.Seed = {run.Seed}."),
                    (FormattableString.Invariant($"seed {seed}"), first),
                    (FormattableString.Invariant($"seed {run.Seed}"), run),
                    OrderHint);
            }
        }

        return new InterleavingReport(count, orders.Count, seed, first.Result);
    }

    /// <summary>The run that others are compared with, once it has shown that it can be repeated.</summary>
    private async Task<ExploredRun> RunUndisturbedAsync(int seed, FaultPlan plan)
    {
        var first = await RunAsync(seed, plan).ConfigureAwait(false);
        if ((first.Failure ?? first.Result.Fault) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        var again = await RunAsync(seed, FaultPlan.CountOnly()).ConfigureAwait(false);
        return again.IsSameAs(first, options)
            ? first
            : throw Differ(TestingErrorCodes.NotRepeatable, "Not repeatable, so that nothing can be explored.", ("first run", first), ("second run", again), RepeatHint);
    }

    private async Task<ExploredRun> RunAsync(int seed, FaultPlan faults)
    {
        var world = newWorld(new TestRunOptions { Seed = seed, Faults = faults });
        try
        {
            if (options.Drive is { } drive)
            {
                await drive(new DurableTestExecution(world)).ConfigureAwait(false);
            }

            var result = await world.CompleteAsync(isAttended: false).ConfigureAwait(false);
            options.Check?.Invoke(result);
            return new ExploredRun(result, seed, faults, null);
        }
        catch (Exception failure)
        {
            world.GiveUp();
            return new ExploredRun(world.Inspect(), seed, faults, failure);
        }
    }

    private static OutcomesDifferException Differ(string code, string headline, (string Name, ExploredRun Run) expected, (string Name, ExploredRun Run) found, string hint)
    {
        var width = Math.Max(expected.Name.Length, found.Name.Length);
        var details = string.Join(
            Environment.NewLine,
            $"  {expected.Name.PadRight(width)}  {expected.Run.Outcome}",
            $"  {found.Name.PadRight(width)}  {found.Run.Outcome}",
            hint,
            SideBySide.Of(expected.Name, expected.Run.Result, found.Name, found.Run.Result));
        return new OutcomesDifferException(code, headline, details, expected.Run, found.Run);
    }

    private static string OrderOf(ExploredRun run) => string.Join('\n', HistoryLines.Of(run.Result));

    /// <summary>Which checkpoint it is. Those of invoked executions are counted with the others, and then the number says no more which.</summary>
    private static string Describe(ExploredRun undisturbed, int checkpoint)
    {
        var updates = undisturbed.Result.Updates;
        if (undisturbed.Result.Invoked.Count > 0 || checkpoint > updates.Count)
        {
            return "over all executions";
        }

        var update = updates[checkpoint - 1].Update;
        var position = update.Id.ToString();
        var operation = undisturbed.Result.All.First(operation => operation.Position == position);
        return $"{update.Action.ToString().ToUpperInvariant()} of {operation.DescriptionWithPath} ({position})";
    }
}

using DurableParallel.Console.WhatIf;

namespace DurableParallel.Console.Tests.WhatIf;

internal sealed class VirtualScopeTests
{
    [Test]
    public void Run_AnyScopeAndItsOwnRecord_ComesToTheSame() =>
        Properties.Check(ScopeCase.Any(8), scope =>
        {
            var first = scope.Simulate();
            var again = new WhatIfQuestion(Record(scope, first)).Simulate(scope.Rules);
            return Compare(first, again);
        });

    [Test]
    public void Run_AnyScopeWhoseRulesAreNotOnRecord_ComesToTheSameWithInferredOnes() =>
        Properties.Check(ScopeCase.Any(8), scope =>
        {
            var first = scope.Simulate();
            var recorded = Record(scope, first);
            var question = new WhatIfQuestion(recorded with { Rules = null });
            var again = question.Simulate(question.Today with { RunningBranches = scope.Rules.RunningBranches });

            // Without a limit that shows itself, all start at once; what came of them is what the record says.
            return first.Verdict.Reason == again.Verdict.Reason ? null : $"{first.Verdict} became {again.Verdict} under {question.Today}";
        });

    [Test]
    public void Run_AllMustComplete_MoreConcurrencyIsNeverLonger() =>
        Properties.Check(ScopeCase.Any(12), scope =>
        {
            var question = new WhatIfQuestion(scope.Recorded with { Rules = new WhatIfRules { MinSuccessful = 0 } });
            var points = question.Sweep(new WhatIfSettings(), [.. Enumerable.Range(1, 13), 0]).Points;
            var isFalling = points.Zip(points.Skip(1)).All(static pair => pair.First.DurationMs >= pair.Second.DurationMs);
            var bounds = points[0].DurationMs == scope.Lengths.Sum() && points[^1].DurationMs == scope.Lengths.DefaultIfEmpty().Max();
            return isFalling && bounds ? null : string.Join(", ", points);
        });

    [Test]
    public void Run_AnyScope_KeepsTheLimitAndAccountsForEveryBranch() =>
        Properties.Check(ScopeCase.Any(12), scope =>
        {
            var run = scope.Simulate();
            var counts = run.Counts;
            var isKept = run.Peak <= (scope.Rules.MaxConcurrency ?? int.MaxValue);
            var isWhole = counts.Total == counts.Succeeded + counts.Failed + counts.Canceled + counts.Skipped && counts.Total == scope.Lengths.Count;
            var isOrdered = run.Decided <= run.Duration && run.Branches.All(branch => branch.From <= branch.To && branch.To <= run.Duration);
            return isKept && isWhole && isOrdered ? null : run.ToString();
        });

    // Every scope of up to four branches of two lengths, under every limit, minimum and tolerance.
    [Test]
    public void Run_EverySmallScope_DecidesAsAListOfEndsDoes()
    {
        var cases = 0;
        foreach (var (lengths, failures) in SmallScopes())
        {
            for (var limit = 1; limit <= 3; limit++)
            {
                for (var minimum = 0; minimum <= lengths.Length; minimum++)
                {
                    for (var tolerated = 0; tolerated + minimum <= lengths.Length; tolerated++)
                    {
                        var scope = new ScopeCase(lengths, failures, new WhatIfRules { MaxConcurrency = limit, MinSuccessful = minimum, ToleratedFailureCount = tolerated });
                        var run = scope.Simulate();
                        (run.Verdict.Reason, run.Decided.TotalMilliseconds).Should().Be(ByHand(lengths, failures, limit, minimum, tolerated), scope.ToString());
                        cases++;
                    }
                }
            }
        }

        cases.Should().BeGreaterThan(5_000);
    }

    [Test]
    public void Run_DecidedWhileABranchWorks_AwaitsItsCodeUntilItParks()
    {
        RecordedBranch[] branches =
        [
            new("quick", BranchStatus.Succeeded, At(0), At(10)),
            new("works", BranchStatus.Succeeded, At(0), At(100)) { Busy = [new BusySpan(At(0), At(30)), new BusySpan(At(60), At(100))] },
            new("waits", BranchStatus.Succeeded, At(0), At(100)) { Busy = [new BusySpan(At(20), At(30))] },
            new("ends", BranchStatus.Failed, At(0), At(40)) { Busy = [new BusySpan(At(0), At(40))] },
        ];

        var run = new WhatIfQuestion(new RecordedScope(branches, At(100))).Simulate(new WhatIfRules { MinSuccessful = 1 });

        run.Decided.Should().Be(At(10));
        run.Duration.Should().Be(At(40));
        run.Branches.Select(static branch => (branch.Status, branch.To)).Should().Equal(
            (BranchStatus.Succeeded, At(10)), (BranchStatus.Canceled, At(30)), (BranchStatus.Canceled, At(10)), (BranchStatus.Failed, At(40)));
    }

    [Test]
    public void Run_BranchesRegisteredOverTime_StartNoEarlier()
    {
        RecordedBranch[] branches =
        [
            new("a", BranchStatus.Succeeded, At(0), At(10)),
            new("b", BranchStatus.Succeeded, At(50), At(60)) { Registered = At(50) },
            new("c", BranchStatus.Succeeded, At(60), At(90)) { Registered = At(50) },
        ];

        var run = new WhatIfQuestion(new RecordedScope(branches, At(90))).Simulate(new WhatIfRules { MaxConcurrency = 4 });

        run.Branches.Select(static branch => branch.From).Should().Equal(At(0), At(50), At(50));
        run.Duration.Should().Be(At(80));
    }

    internal static RecordedScope Record(ScopeCase scope, SimulatedScope run) => new(
        [.. run.Branches.Select((branch, index) => branch.Status == BranchStatus.Skipped
            ? new RecordedBranch($"b{index}", BranchStatus.Skipped)
            : new RecordedBranch($"b{index}", branch.Status, branch.From, branch.To))],
        run.Duration,
        run.Verdict.Reason,
        scope.Rules,
        run.Verdict.Failed);

    internal static string? Compare(SimulatedScope expected, SimulatedScope found) =>
        expected.Verdict != found.Verdict ? $"{expected.Verdict} became {found.Verdict}"
        : expected.Duration != found.Duration ? $"{expected.Duration} became {found.Duration}"
        : !expected.Order.SequenceEqual(found.Order) ? $"[{string.Join(", ", expected.Order)}] became [{string.Join(", ", found.Order)}]"
        : !expected.Branches.SequenceEqual(found.Branches) ? $"{string.Join(", ", expected.Branches)} became {string.Join(", ", found.Branches)}"
        : null;

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static IEnumerable<(int[] Lengths, bool[] Failures)> SmallScopes()
    {
        for (var total = 0; total <= 4; total++)
        {
            for (var pattern = 0; pattern < 1 << (2 * total); pattern++)
            {
                yield return (
                    [.. Enumerable.Range(0, total).Select(index => (pattern >> index & 1) == 0 ? 3 : 7)],
                    [.. Enumerable.Range(0, total).Select(index => (pattern >> (total + index) & 1) == 1)]);
            }
        }
    }

    // The same from the rules' words, with a list of ends that is sorted anew for every start.
    private static (CompletionReason Reason, double At) ByHand(int[] lengths, bool[] failures, int limit, int minimum, int tolerated)
    {
        var running = new List<(int End, int Index)>();
        var (next, succeeded, failed, now) = (0, 0, 0, 0);
        while (true)
        {
            if (failed > tolerated)
            {
                return (CompletionReason.FailureToleranceExceeded, now);
            }

            if (succeeded + failed == lengths.Length)
            {
                return (CompletionReason.AllCompleted, now);
            }

            if (minimum > 0 && succeeded >= minimum)
            {
                return (CompletionReason.MinSuccessfulReached, now);
            }

            while (next < lengths.Length && running.Count < limit)
            {
                running.Add((now + lengths[next], next++));
            }

            running.Sort();
            (now, var ended) = running[0];
            running.RemoveAt(0);
            succeeded += failures[ended] ? 0 : 1;
            failed += failures[ended] ? 1 : 0;
        }
    }
}

using DurableParallel.Scopes.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace DurableParallel.Reliability.Rules;

/// <summary>The completion rules against a judgement by brute force, over all orders of up to six branches. DP_SCALE multiplies the cases.</summary>
[TestFixture]
internal sealed class CompletionProperties
{
    private const int MaxBranches = 6;
    private int _orders;

    [Test]
    public void Decide_AnyRulesAndOutcomes_IsTheJudgementInEveryOrder()
    {
        Check(Cases(), rules =>
        {
            var orders = new AllOrders(rules).Explore();
            _orders += orders.Orders;
            return orders.Difference;
        });

        TestContext.Out.WriteLine($"{Scale.Of(400)} cases, {_orders} orders");
        _orders.Should().BeGreaterThan(Scale.Of(400));
    }

    [Test]
    public void Decide_RulesThatCannotDecideEarly_ComeToTheSameInEveryOrder() =>
        Check(Cases(), rules =>
        {
            // Nothing is tolerated or wanted that could be reached before the last branch.
            var patient = rules with { MinSuccessful = 0, ToleratedCount = null, ToleratedShare = null, IsTimedOut = false };
            var order = Enumerable.Range(0, rules.Failures.Count).ToList();
            return patient.Decide(order) == CompletionReason.AllCompleted ? new AllOrders(patient).Explore().Difference : $"{patient} does not end";
        });

    [Test]
    public void Decide_AShareThatIsMetExactly_IsNotExceeded()
    {
        var cases = from total in Gen.Choose(1, 5_000) from failed in Gen.Choose(1, total) select (Total: total, Failed: failed);
        Check(cases, value =>
        {
            var share = value.Failed / (double)value.Total;
            var isExceeded = Decide(value.Total, value.Failed, share) == CompletionReason.FailureToleranceExceeded;
            var isExceededBelow = Decide(value.Total, value.Failed, Math.BitDecrement(share)) == CompletionReason.FailureToleranceExceeded;
            return !isExceeded && isExceededBelow ? null : $"{value.Failed} of {value.Total} at {share}: exceeded {isExceeded}, just below it {isExceededBelow}";
        });
    }

    [Test]
    public void Ledger_AnySequenceOfCalls_CountsWhatAListCounts() =>
        Check(Gen.Choose(0, 1_000_000), seed =>
        {
            var random = new Random(seed);
            var total = random.Next(0, 12);
            int? limit = random.Next(3) == 0 ? null : random.Next(1, 5);
            var (ledger, list, isClosed) = (new BranchLedger(total, limit), new BranchStatus[total], false);
            for (var call = 0; call < 60; call++)
            {
                if (random.Next(25) == 0)
                {
                    ledger.Close();
                    isClosed = true;
                }
                else if (random.Next(2) == 0)
                {
                    var next = Array.IndexOf(list, BranchStatus.Pending);
                    var may = !isClosed && next >= 0 && list.Count(s => s == BranchStatus.Running) < (limit ?? int.MaxValue);
                    if (ledger.TryAdmit(out var index) != may || (may && index != next))
                    {
                        return $"seed {seed}: admitted {index}, expected {(may ? next : -1)}";
                    }

                    if (may)
                    {
                        list[next] = BranchStatus.Running;
                    }
                }
                else if (Array.IndexOf(list, BranchStatus.Running) is >= 0 and var runs)
                {
                    list[runs] = random.Next(3) switch { 0 => BranchStatus.Failed, 1 => BranchStatus.Canceled, _ => BranchStatus.Succeeded };
                    ledger.Settle(runs, list[runs]);
                }

                if (Difference(ledger, list, isClosed) is { } difference)
                {
                    return $"seed {seed}: {difference}";
                }
            }

            return null;
        });

    private static CompletionReason? Decide(int total, int failed, double share) =>
        CompletionPolicy.For(new ParallelConfig { ToleratedFailurePercentage = share }, total)
            .Decide(new BranchCounts(total, 0, failed, 0, 0, 0), lastSettled: null)?.Reason;

    private static string? Difference(BranchLedger ledger, BranchStatus[] list, bool isClosed)
    {
        int Count(BranchStatus status) => list.Count(s => s == status);
        var expected = new BranchCounts(
            list.Length, Count(BranchStatus.Succeeded), Count(BranchStatus.Failed), Count(BranchStatus.Canceled), isClosed ? Count(BranchStatus.Pending) : 0, Count(BranchStatus.Running));
        if (ledger.Counts != expected)
        {
            return $"counts {ledger.Counts}, expected {expected}";
        }

        var isSettled = expected.Running == 0 && (isClosed || Count(BranchStatus.Pending) == 0);
        return ledger.AllSettled == isSettled ? null : $"settled is {ledger.AllSettled}";
    }

    private static Gen<RuleCase> Cases()
    {
        Gen<int?> Optional(int from, int to) => Gen.Choose(from - 2, to).Select(value => value < from ? (int?)null : value);

        // Shares that are the quotients of such branches, those next to them, and any others.
        var shares = from failed in Gen.Choose(0, MaxBranches)
                     from total in Gen.Choose(1, MaxBranches)
                     from kind in Gen.Choose(0, 5)
                     select kind switch
                     {
                         0 => failed <= total ? failed / (double)total : 1,
                         1 => Math.Clamp(Math.BitIncrement(failed / (double)total), 0, 1),
                         2 => Math.Clamp(Math.BitDecrement(failed / (double)total), 0, 1),
                         3 => Math.Min(1, failed * 0.17),
                         _ => (double?)null,
                     };
        return from failures in Gen.Elements(true, false, false).ListOf().Where(list => list.Count <= MaxBranches)
               from limit in Optional(1, 3)
               from minimum in Optional(-1, MaxBranches + 1)
               from count in Optional(0, 3)
               from share in shares
               from isTimedOut in Gen.Elements(true, false, false, false)
               select new RuleCase(limit, minimum, minimum == -1 ? null : count, minimum == -1 ? null : share, isTimedOut, [.. failures]);
    }

    private static void Check<T>(Gen<T> cases, Func<T, string?> differ)
    {
        var property = Prop.ForAll(cases.ToArbitrary(), value => differ(value) is { } difference ? false.Label(difference) : true.ToProperty());
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Scale.Of(400)).WithReplay(20_300_101, 1), property);
    }
}

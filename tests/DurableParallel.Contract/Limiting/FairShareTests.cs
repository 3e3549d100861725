using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Limiting;

/// <summary>Executions of a function with limits, begun by invokes: what is beyond a limit begins later, over every crash.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FairShareTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Executions = 6;
    private const int MostAtOnce = 2;
    private readonly Lock _lock = new();
    private readonly HashSet<(string Name, int Key)> _running = [];
    private int _most;
    private int _mostOfAKey;

    [Test]
    public async Task CrashAtEveryCheckpoint_OfExecutionsUnderLimits_NoMoreRunThanTheyAllow([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        if (Host.Traits.RefusesFairShares)
        {
            FluentActions.Invoking(RegisterWork).Should().Throw<FeatureNotSupportedException>().WithMessage("*MaxConcurrentExecutions*");
            return;
        }

        RegisterWork();
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(InvokeAllAsync, undisturbed)).Value.Should().Be("0 10 20 30 40 50");
        ShouldHaveHeldBack("undisturbed");
        for (var checkpoint = 1; checkpoint <= undisturbed.Checkpoints; checkpoint++)
        {
            var plan = fault == FaultKind.CrashBefore ? FaultPlan.CrashBefore(checkpoint) : FaultPlan.CrashAfter(checkpoint);

            (await RunAsync(InvokeAllAsync, plan)).Value.Should().Be("0 10 20 30 40 50", "of {0}", plan);
            ShouldHaveHeldBack($"{plan}");
        }
    }

    private static async Task<string> InvokeAllAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("all");
        var values = Enumerable.Range(0, Executions).Select(number => p.Branch($"b{number}", b => b.InvokeAsync<int, int>("call", "work", number))).ToList();
        await p.JoinAsync();
        return string.Join(' ', values.Select(static value => value.Result));
    }

    private void RegisterWork() => Host.Register("work", DurableFunction.Create<int, int>(
        async (ctx, number) =>
        {
            await ctx.StepAsync("in", () => Enter(ctx.ExecutionName, KeyOf(number)));
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            await ctx.StepAsync("out", () => Leave(ctx.ExecutionName, KeyOf(number)));
            return number * 10;
        },
        new DurableFunctionOptions
        {
            MaxConcurrentExecutions = MostAtOnce,
            ConcurrencyKey = ConcurrencyKey.Of<int>(static number => $"key {KeyOf(number)}"),
        }));

    private static int KeyOf(int number) => number % 3;

    // A step may run again after a crash: it is the same execution, in the same place.
    private void Enter(string name, int key)
    {
        lock (_lock)
        {
            _running.Add((name, key));
            _most = Math.Max(_most, _running.Count);
            _mostOfAKey = Math.Max(_mostOfAKey, _running.Count(running => running.Key == key));
        }
    }

    private void Leave(string name, int key)
    {
        lock (_lock)
        {
            _running.Remove((name, key));
        }
    }

    private void ShouldHaveHeldBack(string plan)
    {
        lock (_lock)
        {
            if (Host.Traits.HasFairShares)
            {
                _most.Should().Be(MostAtOnce, "of {0}", plan);
                _mostOfAKey.Should().Be(1, "of {0}", plan);
            }

            _running.Should().BeEmpty("of {0}", plan);
            (_most, _mostOfAKey) = (0, 0);
        }
    }
}

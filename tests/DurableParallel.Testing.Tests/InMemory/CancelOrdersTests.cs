using System.Globalization;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>
/// A request to cancel comes at every moment of an execution, in many orders, in which work items are cut at their hand-overs
/// and the process dies: whatever was charged and not shipped is refunded, once. The environment variable DP_SCALE multiplies
/// how many orders there are.
/// </summary>
internal sealed class CancelOrdersTests
{
    private const int Orders = 150;
    private const int LatestRequest = 160;
    private const int Events = 4;

    private static readonly int Scale =
        int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    [Test]
    public void Cancel_AtAnyMoment_EveryBranchThatBeganCleansUpUnlessItWasDone([Values] HostMode mode, [Values] bool crashes)
    {
        var ends = new Dictionary<string, int>(StringComparer.Ordinal);
        var cuts = 0;
        for (var seed = 0; seed < Orders * Scale; seed++)
        {
            var random = new Random(seed);
            var scheduler = new PreemptiveScheduler(seed, chanceToCut: 5 + (seed % 4 * 15));
            var host = new InMemoryHost(new InMemoryHostOptions { Mode = mode, Scheduler = scheduler });
            var execution = host.Start(DurableFunction.Create<int>(ShipAsync), faults: crashes ? FaultPlan.CrashAfter(1 + random.Next(24)) : null);
            scheduler.Queue(new LateCancel(scheduler, execution, random.Next(LatestRequest)));

            scheduler.RunUntil(execution.Completion);

            var report = execution.Completion.Result;
            var end = $"{report.Status} {report.Fault?.Message}";
            ends[end] = ends.GetValueOrDefault(end) + 1;
            host.Violations.Should().BeEmpty("of seed {0}", seed);
            RequireCleanUp(execution, report.Status == ExecutionStatus.Canceled, seed);
            cuts += scheduler.Cuts;
        }

        cuts.Should().BePositive("else nothing was explored");
        ends.Keys.Should().BeEquivalentTo("Canceled ", "Succeeded ");
    }

    // Of the event that is being raised when the request comes, the execution may not learn that it was.
    [Test]
    public void Cancel_WhileEventsAreRaised_EachIsRaisedOnceAndInOrder([Values] HostMode mode, [Values] bool crashes)
    {
        var raisedAtTheEnd = new HashSet<int>();
        for (var seed = 0; seed < Orders * Scale; seed++)
        {
            var random = new Random(seed);
            var scheduler = new PreemptiveScheduler(seed, chanceToCut: 5 + (seed % 4 * 15));
            var host = new InMemoryHost(new InMemoryHostOptions { Mode = mode, Scheduler = scheduler });
            var target = host.Start(DurableFunction.Create<string>(HearAsync), name: "target");
            var raiser = host.Start(DurableFunction.Create<int>(RaiseAsync), faults: crashes ? FaultPlan.CrashAfter(1 + random.Next(10)) : null);
            scheduler.Queue(new LateCancel(scheduler, raiser, random.Next(LatestRequest / 2)));

            scheduler.RunUntil(raiser.Completion);
            target.RaiseEvent("n", "0", "the end");
            scheduler.RunUntil(target.Completion);

            host.Violations.Should().BeEmpty("of seed {0}", seed);
            var raises = raiser.Operations.ToLookup(static o => o.Record.Status);
            var heard = JsonSerializer.Deserialize<string>(target.Completion.Result.Payload!)!;
            heard.Should().Be(string.Concat(Enumerable.Range(1, heard.Length)), "of seed {0}", seed);
            heard.Length.Should().BeInRange(
                raises[OperationStatus.Succeeded].Count(),
                raises[OperationStatus.Succeeded].Count() + raises[OperationStatus.Canceled].Count(),
                "of seed {0}: the one that was being raised may be raised",
                seed);
            raises[OperationStatus.Canceled].Count().Should().BeLessThan(2);
            raisedAtTheEnd.Add(heard.Length);
        }

        raisedAtTheEnd.Should().BeEquivalentTo(Enumerable.Range(0, Events + 1), "the request comes at every moment");
    }

    private static async Task<int> RaiseAsync(DurableContext ctx)
    {
        for (var number = 1; number <= Events; number++)
        {
            await ctx.RaiseEventAsync("target", "n", number);
        }

        return Events;
    }

    private static async Task<string> HearAsync(DurableContext ctx)
    {
        var heard = "";
        while (true)
        {
            var number = await ctx.WaitForEventAsync<int>("n");
            if (number == 0)
            {
                return heard;
            }

            heard += number.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static async Task<int> ShipAsync(DurableContext ctx)
    {
        var p = ctx.Parallel("orders", c => c.MaxConcurrency(3));
        foreach (var number in Enumerable.Range(1, 4))
        {
            p.Branch($"order{number}", async b =>
            {
                try
                {
                    await b.StepAsync("charge", () => number);
                    await b.WaitAsync("pack", TimeSpan.FromMinutes(number));
                    return await b.StepAsync("ship", () => number);
                }
                catch (OperationCanceledException)
                {
                    b.IsCancelRequested.Should().BeTrue();
                    await b.WaitAsync("rest", TimeSpan.FromSeconds(1));
                    await b.StepAsync("refund", () => number);
                    throw;
                }
            });
        }

        return (await p.JoinAsync()).SuccessCount;
    }

    private static void RequireCleanUp(InMemoryExecution execution, bool wasCanceled, int seed)
    {
        var operations = execution.Operations;
        foreach (var branch in operations.Where(static o => o.Record.SubType == OperationSubTypes.ParallelBranch))
        {
            var below = operations.Where(o => branch.Id.Equals(o.Id.Parent)).ToLookup(static o => o.Record.Name, static o => o.Record.Status);
            var hasShipped = below["ship"].Contains(OperationStatus.Succeeded);
            below["refund"].Should().Equal(
                hasShipped ? [] : [OperationStatus.Succeeded],
                "of {0} in seed {1}: {2}",
                branch.Record.Name,
                seed,
                string.Join(", ", below.SelectMany(static o => o.Select(status => $"{o.Key} {status}"))));
            (hasShipped || wasCanceled).Should().BeTrue("of seed {0}", seed);
        }
    }

    /// <summary>Asks for the cancellation once the scheduler has drawn it so many times.</summary>
    private sealed class LateCancel(PreemptiveScheduler scheduler, InMemoryExecution execution, int draws) : IThreadPoolWorkItem
    {
        private int _draws = draws;

        public void Execute()
        {
            if (execution.Completion.IsCompleted)
            {
                return;
            }

            if (_draws-- > 0)
            {
                scheduler.Queue(this);
            }
            else
            {
                execution.Cancel("no stock");
            }
        }
    }
}

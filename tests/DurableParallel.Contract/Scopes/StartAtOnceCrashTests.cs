using System.Globalization;
using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>
/// Scopes whose branches start when they are registered, under crashes and interleavings: what any life of an execution has
/// seen of a branch is seen by all later ones. The environment variable DP_SCALE multiplies how many interleavings there are.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StartAtOnceCrashTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Groups = 10;

    private static readonly int Scale = int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    [Test]
    public async Task CrashAtEveryCheckpoint_TheOutcomeIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(EverythingAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);

            (await RunAsync(EverythingAsync, plan)).Value.Should().Be(expected, "of {0}", plan);
            plan.HasFired.Should().BeTrue();
        }
    }

    [Test]
    public async Task BranchThatWasSeenCanceled_WhateverItWaitedForHasEndedSince_IsCanceledAgain()
    {
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(CodeAsync, undisturbed)).Value.Should().Be("canceled canceled");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);

            (await RunAsync(CodeAsync, plan)).Value.Should().Be("canceled canceled", "of {0}", plan);
        }

        static async Task<string> CodeAsync(DurableContext ctx)
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().FirstSuccessful());
            var loser = p.Branch("loser", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                return 1;
            });

            // Their bodies run on a replay too, so that the loser could come to its end before the winner is registered.
            for (var i = 0; i < 10; i++)
            {
                await ctx.RunInChildContextAsync(null, child => child.StepAsync("s", () => 1), new ChildContextConfig { Nesting = NestingType.Flat });
            }

            await p.Branch("winner", b => b.StepAsync("s", () => 2)).AsTask();
            var seen = "succeeded";
            try
            {
                await loser.AsTask();
            }
            catch (BranchCanceledException)
            {
                seen = "canceled";
            }

            // The loser's own delay is over meanwhile, while the scope has no end on record.
            await ctx.WaitAsync(TimeSpan.FromSeconds(30));
            var recorded = await ctx.StepAsync("saw", () => seen);
            await p.JoinAsync();
            return $"{seen} {recorded}";
        }
    }

    [Test]
    public async Task RandomScopes_UnderManyInterleavings_NothingThatWasSeenChanges([Range(0, Groups - 1)] int group)
    {
        var interleavings = (Host.Traits.IsInMemory ? 200 : 5) * Scale;
        for (var i = 0; i < interleavings; i++)
        {
            var seed = (i * Groups) + group;
            var scheduler = new SeededScheduler(seed);
            await OpenAsync(new ContractHostOptions { Scheduler = scheduler });

            var plan = FaultPlan.Create((FaultKind)new Random(seed).Next(1, 4), new Random(seed).Next(1, 30));
            var execution = await StartAsync(new StartAtOnceFunction(seed).RunAsync, plan);
            var outcome = execution.OutcomeAsync();
            using var guard = new CancellationTokenSource(HangGuard);
            await Task.Factory.StartNew(() => scheduler.RunUntil(outcome, guard.Token), guard.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            outcome.IsCompleted.Should().BeTrue("the execution of seed {0} with {1} comes to an end", seed, plan);
            (await outcome).Status.Should().Be(ContractStatus.Succeeded, "of seed {0} with {1}: {2} {3}", seed, plan, (await outcome).Error?.ErrorMessage, (await outcome).BlockedBy?.Message);
        }
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        var seen = new List<string> { await ctx.StepAsync("begin", () => "begin") };
        var p = ctx.Parallel("scope", c => c.StartAtOnce().MaxConcurrency(2).MinSuccessful(3).ToleratedFailureCount(1));
        var first = p.Branch("first", async b =>
        {
            await b.WaitAsync(TimeSpan.FromSeconds(2));
            return await b.StepAsync("s", () => 1);
        });
        var failing = p.Branch<int>("failing", b => b.StepAsync<int>("s", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
        try
        {
            await failing.AsTask();
        }
        catch (BranchFailedException failed)
        {
            seen.Add(await ctx.StepAsync("failed", () => failed.Message));
        }

        var value = await first.AsTask();
        seen.Add($"{ctx.UtcNow > DateTimeOffset.UnixEpoch}");
        for (var i = 0; i < 3; i++)
        {
            value = await p.Branch($"next-{value}", async b => await b.StepAsync("a", () => value) + await b.StepAsync("b", () => 1)).AsTask();
            seen.Add(await ctx.StepAsync("next", () => $"{value}"));
            if (value == 3)
            {
                break;
            }
        }

        var late = p.Branch("late", b => b.StepAsync("s", () => 9));
        try
        {
            await late.AsTask();
        }
        catch (BranchSkippedException skipped)
        {
            seen.Add(await ctx.StepAsync("skipped", () => skipped.BranchName));
        }

        var result = await p.JoinAsync();
        seen.AddRange(result.Branches.Select(b => $"{b.Name} {b.Status}"));
        seen.Add(await ctx.StepAsync("end", () => $"{result.CompletionReason}"));
        return string.Join('|', seen);
    }
}

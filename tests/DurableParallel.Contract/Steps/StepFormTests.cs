using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Steps;

/// <summary>Bodies of steps in forms that are easily mistaken, and steps beside parked siblings.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StepFormTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task StepBody_ThatReturnsAValueTask_IsRefusedAndNotTakenForDone([Values("task", "value task", "value task of int")] string form)
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                switch (form)
                {
                    case "task":
                        await ctx.StepAsync<Task<int>>("s", new Func<Task<int>>(() => Task.FromResult(1)), new StepConfig { Retry = RetryStrategy.None });
                        break;
                    case "value task":
                        await ctx.StepAsync("s", new Func<ValueTask>(() => ValueTask.CompletedTask), new StepConfig { Retry = RetryStrategy.None });
                        break;
                    default:
                        await ctx.StepAsync("s", new Func<ValueTask<int>>(() => new ValueTask<int>(1)), new StepConfig { Retry = RetryStrategy.None });
                        break;
                }

                return "accepted";
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException or StepFailedException)
            {
                return "refused";
            }
        });

        seen.Should().Be("refused");
    }

    [Test]
    public async Task Step_BesideParkedSiblings_IsNotReportedInterrupted()
    {
        Host.AutoAdvance = false;
        var release = new Gate();
        var runs = 0;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            var step = p.Branch("worker", b => b.StepAsync(
                "work",
                async () =>
                {
                    Interlocked.Increment(ref runs);
                    await release.Opened;
                    return 1;
                },
                new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.None }));
            for (var i = 1; i <= 5; i++)
            {
                var seconds = i;
                p.Branch($"waits{i}", b => b.WaitAsync(TimeSpan.FromSeconds(seconds)));
            }

            await p.JoinAsync();
            return step.Result;
        });
        await UntilAsync(() => execution.Updates.Count(u => u.Type == OperationType.Wait) == 5);

        Host.Clock.Advance(TimeSpan.FromSeconds(3));
        await UntilAsync(() => execution.Updates.Count(u => u is { Type: OperationType.Context, Action: OperationAction.Succeed }) == 3);
        release.Open();
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(1);
        runs.Should().Be(1);
    }
}

namespace DurableParallel.Engine.Tests.Executions;

internal sealed class HandleStateTests : EngineFixture
{
    [Test]
    public async Task HistoryVersion_OfAnExecution_ChangesWithItsHistoryAlone()
    {
        var engine = await OpenAsync();
        engine.Register("approve", static async ctx => await (await ctx.CreateCallbackAsync<int>("boss")).GetResultAsync());
        var execution = await engine.StartAsync("approve", "one");
        await QuietAsync(engine);

        var waiting = execution.HistoryVersion;
        var again = execution.HistoryVersion;
        await engine.SucceedCallbackAsync((await execution.GetOpenCallbacksAsync())[0].CallbackId, 7);
        await execution.EndedAsync();
        await QuietAsync(engine);
        var ended = execution.HistoryVersion;

        again.Should().Be(waiting);
        ended.Should().BeGreaterThan(waiting);
    }

    [Test]
    public async Task States_OfAnExecution_AreThoseOfLists()
    {
        var engine = await OpenAsync();
        engine.Register("sleep", static async ctx => await ctx.WaitAsync(TimeSpan.FromHours(1)));
        var execution = await engine.StartAsync("sleep", "one");
        await QuietAsync(engine);

        execution.States.Should().Equal(ExecutionState.WaitingUntil).And.Equal((await engine.ListAsync()).Executions[0].States);
        await execution.StopAsync();
        execution.States.Should().BeEmpty();
    }

    [Test]
    public async Task LookAtScope_ThatRuns_HasItsRulesAndBranches()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await OpenAsync();
        engine.Register("scope", async ctx =>
        {
            await using var scope = ctx.Parallel("work", c => c.MaxConcurrency(1).MinSuccessful(2));
            for (var index = 0; index < 3; index++)
            {
                scope.Branch($"b{index}", async b =>
                {
                    begun.TrySetResult();
                    await b.StepAsync("wait", () => gate.Task);
                });
            }

            await scope.JoinAsync();
        });
        var execution = await engine.StartAsync("scope", "one");
        await begun.Task;
        DurableParallel.Running.ScopeView? look = null;
        while (look is null)
        {
            await Task.Yield();
            look = (await execution.GetTreeAsync()).Operations is [var scope, ..] ? execution.LookAtScope(scope.Id) : null;
        }

        look.Config!.MaxConcurrency.Should().Be(1);
        look.Branches.Select(static branch => branch.Name).Should().Equal("b0", "b1", "b2");
        look.Branches.Select(static branch => branch.Status).Should().Equal(BranchStatus.Running, BranchStatus.Pending, BranchStatus.Pending);
        execution.LookAtScope("none").Should().BeNull();
        gate.SetResult();
        await execution.EndedAsync();
        execution.LookAtScope((await execution.GetTreeAsync()).Operations[0].Id).Should().BeNull();
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }
}

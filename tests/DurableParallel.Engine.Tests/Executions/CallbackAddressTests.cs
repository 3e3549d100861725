namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Completing callbacks by the names of the execution and of the callback.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class CallbackAddressTests : EngineFixture
{
    [Test]
    public async Task Callback_ByItsName_IsCompleted([Values] bool evicts, [Values] bool byHandle)
    {
        var (engine, execution) = await StartAsync(evicts);

        await (byHandle ? execution.HeartbeatCallbackAsync("created") : engine.HeartbeatCallbackAsync("a", "created"));
        await (byHandle ? execution.SucceedCallbackAsync("created", "one") : engine.SucceedCallbackAsync("a", "created", "one"));
        await WaitForAsync(execution, "approve-callback");
        await (byHandle ? execution.SucceedCallbackWithPayloadAsync("approve", "\"two\"") : engine.SucceedCallbackWithPayloadAsync("a", "approve", "\"two\""));
        await WaitForAsync(execution, "fails");
        await (byHandle
            ? execution.FailCallbackAsync("fails", new InvalidOperationException("no"))
            : engine.FailCallbackAsync("a", "fails", new DurableError("System.InvalidOperationException", "no")));

        (await execution.GetResultAsync<string>()).Should().Be("one two no");
    }

    [Test]
    public async Task Callback_ByANameThatIsNotOneOfAnOpenOne_IsRefused()
    {
        var (engine, execution) = await StartAsync(evicts: false);

        var noExecution = () => engine.SucceedCallbackAsync("b", "created", "one");
        var noCallback = () => engine.SucceedCallbackAsync("a", "approved", "one");
        var again = () => execution.SucceedCallbackAsync("created", "again");

        await noExecution.Should().ThrowAsync<ExecutionNotFoundException>();
        (await noCallback.Should().ThrowAsync<CallbackNotFoundException>()).Which.Message.Should().Contain("'approved'").And.Contain("'created'");
        await execution.SucceedCallbackAsync("created", "one");
        (await again.Should().ThrowAsync<CallbackClosedException>()).Which.Message.Should().Contain("'created'");
    }

    [Test]
    public async Task Callback_ByANameThatSeveralOpenOnesHave_IsRefusedWithTheirIds()
    {
        var engine = await OpenAsync();
        engine.Register<int, string>("maps", async (ctx, _) =>
            string.Join(' ', (await ctx.MapAsync("all", [1, 2], (b, i) => b.WaitForCallbackAsync<string>("ask", static (_, _) => { }))).GetResults()));
        var execution = await engine.StartAsync("maps", "a", 1);
        while ((await execution.GetOpenCallbacksAsync()).Count < 2)
        {
            await Task.Yield();
        }

        var ambiguous = () => execution.SucceedCallbackAsync("ask", "x");

        var refused = (await ambiguous.Should().ThrowAsync<CallbackAmbiguousException>()).Which;
        refused.Should().BeEquivalentTo(new { Code = "DP4034", ExecutionName = "a", CallbackName = "ask" });
        refused.CallbackIds.Should().Equal((await execution.GetOpenCallbacksAsync()).Select(static open => open.CallbackId));
        await engine.SucceedCallbackAsync(refused.CallbackIds[0], "1");
        await execution.SucceedCallbackAsync("ask", "2");
        (await execution.GetResultAsync<string>()).Should().BeOneOf("1 2", "2 1");
    }

    [Test]
    public async Task Callback_ByItsName_WithAValueOfAnotherType_IsRefused()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("asks", async (ctx, _) => await ctx.WaitForCallbackAsync<int>("ask", static (_, _) => { }));
        var execution = await engine.StartAsync("asks", "a", 1);
        await WaitForAsync(execution, "ask-callback");

        var wrong = () => execution.SucceedCallbackAsync("ask", "no number");

        await wrong.Should().ThrowAsync<PayloadRefusedException>();
        await execution.SucceedCallbackAsync("ask", 4);
        (await execution.GetResultAsync<int>()).Should().Be(4);
    }

    private static async Task WaitForAsync(ExecutionHandle execution, string callback)
    {
        while ((await execution.GetOpenCallbacksAsync()).All(open => open.Name != callback))
        {
            await Task.Yield();
        }
    }

    private async Task<(DurableEngine Engine, ExecutionHandle Execution)> StartAsync(bool evicts)
    {
        var engine = await OpenAsync(evicts ? Options with { ResidentBytes = 0 } : Options);
        engine.Register<int, string>("asks", async (ctx, _) =>
        {
            var created = await ctx.CreateCallbackAsync<string>("created", new CallbackConfig { HeartbeatTimeout = TimeSpan.FromHours(1) });
            var seen = $"{await created.GetResultAsync()} {await ctx.WaitForCallbackAsync<string>("approve", static (_, _) => { })}";
            try
            {
                return seen + await (await ctx.CreateCallbackAsync<string>("fails")).GetResultAsync();
            }
            catch (CallbackFailedException failed) when (failed.IsCausedBy<InvalidOperationException>())
            {
                return $"{seen} {failed.Message}";
            }
        });
        var execution = await engine.StartAsync("asks", "a", 1);
        await WaitForAsync(execution, "created");
        return (engine, execution);
    }
}

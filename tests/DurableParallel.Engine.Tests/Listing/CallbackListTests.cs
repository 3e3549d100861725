namespace DurableParallel.Engine.Tests.Listing;

/// <summary>The callbacks of all executions, page by page.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class CallbackListTests : EngineFixture
{
    [Test]
    public async Task ListCallbacksAsync_AllPages_HoldEachOnceInOrder([Values(1, 2, 3, 1000)] int limit, [Values] bool evicts)
    {
        var engine = await OpenAskingAsync(evicts);

        (await NamesAsync(engine, null, limit)).Should().Equal("a/left", "a/right", "b/left", "b/right", "c/left", "c/right");
    }

    [Test]
    public async Task ListCallbacksAsync_ByQuery_HoldsWhatFitsAll()
    {
        var engine = await OpenAskingAsync(evicts: false);

        (await NamesAsync(engine, new CallbackQuery { Name = "left" })).Should().Equal("a/left", "b/left", "c/left");
        (await NamesAsync(engine, new CallbackQuery { ExecutionName = "b" })).Should().Equal("b/left", "b/right");
        (await NamesAsync(engine, new CallbackQuery { FunctionName = "ask", Name = "right", ExecutionName = "c" })).Should().Equal("c/right");
        (await NamesAsync(engine, new CallbackQuery { FunctionName = "other" })).Should().BeEmpty();
    }

    [Test]
    public async Task ListCallbacksAsync_OneIsCompletedBetweenPages_NoneIsMissedOrRepeated()
    {
        var engine = await OpenAskingAsync(evicts: true);
        var first = await engine.ListCallbacksAsync(limit: 1);

        await engine.SucceedCallbackAsync(first.Callbacks[0].CallbackId, 1);
        var rest = await engine.ListCallbacksAsync(continuationToken: first.ContinuationToken);

        rest.Callbacks.Select(static one => $"{one.ExecutionName}/{one.Name}").Should().Equal("a/right", "b/left", "b/right", "c/left", "c/right");
        (await NamesAsync(engine, null)).Should().HaveCount(5);
    }

    [Test]
    public async Task ListCallbacksAsync_ASummary_SaysAllThereIs()
    {
        var engine = await OpenAskingAsync(evicts: false);

        var callback = (await engine.ListCallbacksAsync(new CallbackQuery { Name = "left" })).Callbacks[0];

        callback.Should().Be(new CallbackSummary
        {
            CallbackId = callback.CallbackId,
            Name = "left",
            ExecutionName = "a",
            FunctionName = "ask",
            Version = 1,
            StartTimestamp = Clock.GetUtcNow(),
            TimeoutTimestamp = Clock.GetUtcNow().AddMinutes(10),
            HeartbeatTimeout = TimeSpan.FromMinutes(10),
        });
    }

    [Test]
    public async Task ListCallbacksAsync_LimitOutOfRangeOrForeignToken_IsRefused()
    {
        var engine = await OpenAskingAsync(evicts: false);
        var token = (await engine.ListCallbacksAsync(limit: 1)).ContinuationToken;

        await engine.Awaiting(e => e.ListCallbacksAsync(limit: 0)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await engine.Awaiting(e => e.ListCallbacksAsync(limit: 1001)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await engine.Awaiting(e => e.ListCallbacksAsync(new CallbackQuery { Name = "left" }, continuationToken: token)).Should().ThrowAsync<ArgumentException>().WithMessage("*another query*");
        await engine.Awaiting(e => e.ListAsync(continuationToken: token)).Should().ThrowAsync<ArgumentException>().WithMessage("*another query*");
    }

    private async Task<DurableEngine> OpenAskingAsync(bool evicts)
    {
        var engine = await OpenAsync(evicts ? Options with { ResidentBytes = 0 } : Options);
        engine.Register("wait", static async ctx => await ctx.WaitAsync(TimeSpan.FromDays(1)));
        engine.Register("ask", static async ctx =>
        {
            var config = new CallbackConfig { Timeout = TimeSpan.FromHours(1), HeartbeatTimeout = TimeSpan.FromMinutes(10) };
            var left = await ctx.CreateCallbackAsync<int>("left", config);
            var right = await ctx.CreateCallbackAsync<int>("right", config);
            await left.GetResultAsync();
            await right.GetResultAsync();
        });
        foreach (var (function, name) in new[] { ("ask", "a"), ("wait", "w"), ("ask", "b"), ("ask", "c") })
        {
            await engine.StartAsync(function, name);
            while (!engine.IsQuiet)
            {
                await Task.Yield();
            }
        }

        return engine;
    }

    private static async Task<List<string>> NamesAsync(DurableEngine engine, CallbackQuery? query, int limit = 1000)
    {
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await engine.ListCallbacksAsync(query, limit, token);
            page.Callbacks.Should().HaveCountLessThanOrEqualTo(limit);
            names.AddRange(page.Callbacks.Select(static one => $"{one.ExecutionName}/{one.Name}"));
            token = page.ContinuationToken;
        }
        while (token is not null);

        return names;
    }
}

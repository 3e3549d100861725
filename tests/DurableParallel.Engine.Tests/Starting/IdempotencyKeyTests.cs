namespace DurableParallel.Engine.Tests.Starting;

/// <summary>Keys that are compared instead of inputs.</summary>
internal sealed class IdempotencyKeyTests : EngineFixture
{
    [Test]
    public async Task Start_WithTheSameKey_IsTheSameWhateverTheInput()
    {
        var engine = await OpenWithEchoAsync();
        await StartAsync(engine, "a", "key");

        var again = await StartAsync(engine, "b", "key");

        (await again.GetResultAsync<string>()).Should().Be("a");
        (await engine.StartManyAsync([StartRequest.For("echo", "one", "c", "key")])).AlreadyThere.Should().Be(1);
    }

    [Test]
    public async Task Start_WithAnotherKey_IsAnotherStartWhateverTheInput()
    {
        var engine = await OpenWithEchoAsync();
        await StartAsync(engine, "a", "key");

        await engine.Awaiting(e => StartAsync(e, "a", "other")).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another idempotency key*");
        (await engine.StartManyAsync([StartRequest.WithPayload("echo", "one", "\"a\"", "other")]))
            .Problems.Should().ContainSingle().Which.Kind.Should().Be(StartOutcomeKind.NameInUse);
    }

    [TestCase("key", null)]
    [TestCase(null, "key")]
    public async Task Start_WhereOneOfTheTwoHasNoKey_ComparesTheInputs(string? first, string? second)
    {
        var engine = await OpenWithEchoAsync();
        await StartAsync(engine, "a", first);

        (await StartAsync(engine, "a", second)).Name.Should().Be("one");
        await engine.Awaiting(e => StartAsync(e, "b", second)).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another input*");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Key_AfterTheJournalWasOpenedAgain_IsStillKnown(bool hasEnded)
    {
        var engine = await OpenWithEchoAsync();
        var execution = await engine.StartAsync("echo", "one", hasEnded ? "a" : "wait", new StartOptions { IdempotencyKey = "key", Timeout = TimeSpan.FromDays(1) });
        if (hasEnded)
        {
            await execution.GetResultAsync<string>();
        }

        await engine.DisposeAsync();
        engine = await OpenWithEchoAsync();

        (await StartAsync(engine, "b", "key")).Name.Should().Be("one");
        await engine.Awaiting(e => StartAsync(e, "a", "other")).Should().ThrowAsync<ExecutionNameTakenException>();
    }

    [Test]
    public void Key_ThatIsNoText_IsRefused()
    {
        foreach (var key in new[] { "", "\ud800" })
        {
            FluentActions.Invoking(() => new StartOptions { IdempotencyKey = key }).Should().Throw<ArgumentException>();
        }
    }

    [Test]
    public void Key_OfMoreThan256Characters_IsRefused()
    {
        _ = new StartOptions { IdempotencyKey = new string('k', 256) };

        FluentActions.Invoking(() => new StartOptions { IdempotencyKey = new string('k', 257) }).Should().Throw<ArgumentException>().WithMessage("*256*");
        FluentActions.Invoking(() => StartRequest.For("f", "one", 1, new string('k', 257))).Should().Throw<ArgumentException>().WithMessage("*256*");
    }

    private static Task<ExecutionHandle> StartAsync(DurableEngine engine, string input, string? key) =>
        engine.StartAsync("echo", "one", input, new StartOptions { IdempotencyKey = key });

    private async Task<DurableEngine> OpenWithEchoAsync()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("echo", async (ctx, text) =>
        {
            if (text == "wait")
            {
                await ctx.WaitAsync(TimeSpan.FromHours(1));
            }

            return text;
        });
        return engine;
    }
}

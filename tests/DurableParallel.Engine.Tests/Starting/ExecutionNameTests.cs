namespace DurableParallel.Engine.Tests.Starting;

/// <summary>An execution is called what its owner calls it: any text that is one line.</summary>
[TestFixture]
internal sealed class ExecutionNameTests : EngineFixture
{
    private static readonly string[] Names =
    [
        "Bestellung № 7 / Zoë 🚀",
        new('長', 256),
        "order~hello",
        " ",
        "a:b/c%2F?d=e&f#g",
    ];

    [TestCaseSource(nameof(Names))]
    public async Task Start_ANameOfAnyText_IsFoundListedCompletedAndKept(string name)
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", static async (ctx, input) => input + await ctx.WaitForCallbackAsync<string>("approval", static (_, _) => { }));
        var handle = await engine.StartAsync("hello", name, "x");
        handle.Name.Should().Be(name);
        handle.Arn.Should().MatchRegex(@"^arn:aws:lambda:local:000000000000:function:hello:1/durable-execution/[^/:?#\s]+/[^/]+$");
        await engine.StopAsync();

        engine = await OpenAsync();
        engine.Register<string, string>("hello", static async (ctx, input) => input + await ctx.WaitForCallbackAsync<string>("approval", static (_, _) => { }));
        var found = (await engine.FindAsync(name))!;
        (await engine.ListAsync(new ExecutionQuery { NamePrefix = name[..1] })).Executions.Should().ContainSingle().Which.Name.Should().Be(name);
        var callback = await WaitForCallbackAsync(found);
        await engine.SucceedCallbackAsync(callback, "y");

        (await found.GetResultAsync<string>()).Should().Be("xy");
        (await engine.StartAsync("hello", name, "x")).Name.Should().Be(name);
    }

    [Test]
    public async Task Start_TwoNamesThatDifferInOneCharacter_AreTwoExecutions()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", static (_, input) => Task.FromResult(input));

        await engine.StartAsync("hello", "é", "composed");
        var other = await engine.StartAsync("hello", "e\u0301", "of two");

        (await other.GetResultAsync<string>()).Should().Be("of two");
    }

    [Test]
    public async Task Invoke_ByAnExecutionWithALongNameOfAnyText_HasANameOfItsOwn()
    {
        var engine = await OpenAsync();
        engine.Register<string?, string>("child", static (ctx, _) => Task.FromResult(ctx.ExecutionName));
        engine.Register("parent", static async ctx => await ctx.InvokeAsync<string?, string>("call", "child", null));

        var handle = await engine.StartAsync("parent", string.Concat(Enumerable.Repeat("🚀", 128)));

        (await handle.GetResultAsync<string>()).Should().StartWith(string.Concat(Enumerable.Repeat("🚀", 11)) + "--");
    }

    private async Task<string> WaitForCallbackAsync(ExecutionHandle handle)
    {
        while (true)
        {
            if (await handle.GetOpenCallbacksAsync() is [var open])
            {
                return open.CallbackId;
            }

            await Task.Yield();
        }
    }
}

namespace DurableParallel.Engine.Tests.Starting;

/// <summary>A function that carries its name is started, invoked and registered by its value.</summary>
[TestFixture]
internal sealed class TypedFunctionTests : EngineFixture
{
    private static readonly DurableFunction<int, string> Print =
        DurableFunction.Create("print", static (DurableContext _, int number) => Task.FromResult($"no {number}"));

    private static readonly DurableFunction<string, int> Count = DurableFunction.Create(
        "count",
        static async (DurableContext ctx, string text) => (await ctx.InvokeAsync("print it", Print, text.Length)).Length,
        new DurableFunctionOptions { Version = 4 });

    [Test]
    public async Task Start_AFunctionThatCarriesItsName_HasItsVersionAndAResultOfItsType()
    {
        var engine = await OpenAsync();
        engine.Register(Print);
        engine.Register(Count);

        var handle = await engine.StartAsync(Count, "a", "12345678901");
        int length = await handle.GetResultAsync();

        length.Should().Be("no 11".Length);
        handle.Version.Should().Be(4);
        handle.FunctionName.Should().Be("count");
        (await engine.StartAsync(Count, "b", "x", new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "v" } })).Tags.Should().ContainKey("k");
        Count.ToString().Should().Be("count (version 4)");
    }

    [Test]
    public async Task StartMany_FunctionsThatCarryTheirNames_AreStarted()
    {
        var engine = await OpenAsync();
        engine.Register(Print);

        var result = await engine.StartManyAsync([StartRequest.For(Print, "a", 1), StartRequest.For(Print, "b", 2, new StartOptions { TenantId = "t" })]);

        result.Started.Should().Be(2);
        (await (await engine.FindAsync("b"))!.GetResultAsync<string>()).Should().Be("no 2");
    }

    [Test]
    public async Task Start_BeforeItIsRegistered_NamesIt()
    {
        var engine = await OpenAsync();

        await engine.Awaiting(e => e.StartAsync(Print, "a", 1)).Should().ThrowAsync<FunctionNotRegisteredException>().WithMessage("*print*");
        await engine.Awaiting(e => e.StartAsync((DurableFunction<int, string>)null!, "a", 1)).Should().ThrowAsync<ArgumentNullException>();
    }

    [Test]
    public void Create_ABadName_IsRefused() =>
        FluentActions.Invoking(() => DurableFunction.Create("a b", static (DurableContext _, int number) => Task.FromResult(number)))
            .Should().Throw<ArgumentException>().WithMessage("*1 to 64 characters*");
}

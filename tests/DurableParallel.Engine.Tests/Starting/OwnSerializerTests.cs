using System.Text;

namespace DurableParallel.Engine.Tests.Starting;

/// <summary>Functions whose serializer is another than the engine's: it writes and reads their inputs and results, whoever asks.</summary>
internal sealed class OwnSerializerTests : EngineFixture
{
    private static DurableFunctionOptions Encoded => new(DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new PlaceCodec()));

    [Test]
    public async Task Start_OnAnEngineWithTheDefaultOne_UsesTheFunctions()
    {
        var engine = await OpenAsync();
        engine.Register("greet", DurableFunction.Create<string, string>((_, name) => Task.FromResult($"hello {name}"), Encoded));

        var one = await engine.StartAsync("greet", "one", "Ada");
        var two = await engine.StartAsync("greet", "two", "Ada", new StartOptions { Timeout = TimeSpan.FromDays(1) });
        await engine.StartManyAsync([StartRequest.For("greet", "three", "Ada")]);

        foreach (var execution in new[] { one, two, await engine.FindAsync("three") })
        {
            (await execution!.GetResultAsync<string>()).Should().Be("hello Ada");
            (await execution.GetResultPayloadAsync()).Should().NotContain("Ada");
            (await execution.GetHistoryAsync())[0].Payload.Should().NotContain("Ada");
        }

        (await engine.StartAsync("greet", "one", "Ada")).Name.Should().Be("one");
        await engine.Awaiting(e => e.StartAsync("greet", "one", "Bob")).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another input*");
    }

    [Test]
    public async Task Result_AfterTheJournalWasOpenedAgain_IsReadByTheFunctions()
    {
        var function = DurableFunction.Create<string, string>((_, name) => Task.FromResult($"hello {name}"), Encoded);
        var engine = await OpenAsync();
        engine.Register("greet", function);
        await (await engine.StartAsync("greet", "one", "Ada")).GetResultAsync<string>();
        await engine.DisposeAsync();

        engine = await OpenAsync();
        engine.Register("greet", function, version: 2);

        (await (await engine.FindAsync("one"))!.GetResultAsync<string>()).Should().Be("hello Ada", "a version that is gone is taken for like the highest");
        (await engine.StartAsync("greet", "one", "Ada")).Version.Should().Be(1);
    }

    [Test]
    public async Task Invoke_OfAFunctionWithItsOwn_UsesTheFunctionsBothWays()
    {
        var engine = await OpenAsync();
        engine.Register("greet", DurableFunction.Create<string, string>((_, name) => Task.FromResult($"hello {name}"), Encoded));
        engine.Register<string, string>("outer", (ctx, name) => ctx.InvokeAsync<string, string>(null, "greet", name));

        var execution = await engine.StartAsync("outer", "one", "Ada");

        (await execution.GetResultAsync<string>()).Should().Be("hello Ada");
    }

    [Test]
    public async Task Callback_OfAFunctionWithItsOwn_IsWrittenByIt()
    {
        var ids = new TaskCompletionSource<string>();
        var engine = await OpenAsync();
        engine.Register("ask", DurableFunction.Create<string>(
            ctx => ctx.WaitForCallbackAsync<string>("answer", (id, _) =>
            {
                ids.TrySetResult(id);
                return Task.CompletedTask;
            }),
            Encoded));
        var execution = await engine.StartWithPayloadAsync("ask", "one", null);

        await engine.SucceedCallbackAsync(await ids.Task, "yes");

        (await execution.GetResultAsync<string>()).Should().Be("yes");
    }

    [Test]
    public async Task Start_WithATypeThatTheFunctionsDoesNotKnow_IsWrittenByTheEngines()
    {
        var engine = await OpenAsync();
        var own = new DurableFunctionOptions(DurableSerializer.SystemTextJson(OrderJson.Default));
        engine.Register("order", DurableFunction.Create<Order, Order>((_, order) => Task.FromResult(order), own));

        var execution = await engine.StartAsync("order", "one", new { id = "x" });

        (await execution.GetResultAsync<Order>()).Should().Be(new Order("x"));
    }

    public sealed record Order(string Id);

    /// <summary>Reads only what was written for the same place, as a cipher that is bound to it does.</summary>
    private sealed class PlaceCodec : IPayloadCodec
    {
        public string Encode(string payload, SerializationContext context) =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{context.ExecutionArn}|{context.OperationId}|{payload}"));

        public string Decode(string payload, SerializationContext context)
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(payload));
            var place = $"{context.ExecutionArn}|{context.OperationId}|";
            return text.StartsWith(place, StringComparison.Ordinal)
                ? text[place.Length..]
                : throw new InvalidDataException($"'{text}' was written for another place than '{place}'.");
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(OwnSerializerTests.Order))]
internal sealed partial class OrderJson : System.Text.Json.Serialization.JsonSerializerContext;

using System.Collections.Immutable;

namespace DurableParallel.Engine.Tests.Starting;

/// <summary>What the same input is when an execution is started again.</summary>
internal sealed class SameInputTests : EngineFixture
{
    [TestCase("""{"Id":"o-1","Count":2}""", """{ "Count": 2.0, "Id": "o-1" }""", true)]
    [TestCase("""{"Id":"o-1","Count":2}""", """{"Id":"\u006f-1","Count":20e-1}""", true)]
    [TestCase("""{"Id":"o-1","Count":2}""", """{"Id":"o-1","Count":2,"Note":null}""", true)]
    [TestCase("""{"Id":"o-1","Count":2,"Retired":true}""", """{"Id":"o-1","Count":2}""", true)]
    [TestCase("""{"Id":"o-1","Count":2}""", """{"Id":"o-1","Count":3}""", false)]
    [TestCase("""{"Id":"o-1","Count":2}""", """{"Id":"O-1","Count":2}""", false)]
    [TestCase("""{"Id":"o-1","Count":2}""", """{"Id":"o-1","Count":2,"Note":"x"}""", false)]
    [TestCase("""{"Id":"o-1","Count":2}""", null, false)]
    [TestCase(null, """{"Id":"o-1","Count":2}""", false)]
    [TestCase(null, null, true)]
    public async Task Start_OfTheSameName_ComparesWhatThePayloadsSay(string? first, string? second, bool isSame)
    {
        var engine = await OpenAsync();
        engine.Register<Order?, string>("ship", (_, order) => Task.FromResult(order?.Id ?? ""));
        await engine.StartWithPayloadAsync("ship", "one", first);

        var again = () => engine.StartWithPayloadAsync("ship", "one", second);

        await ShouldBeAsync(again, isSame);
        var many = await engine.StartManyAsync([StartRequest.WithPayload("ship", "one", second)]);
        many.AlreadyThere.Should().Be(isSame ? 1 : 0);
    }

    [TestCase("""{"a":[1,2]}""", """{"a":[1.0,2]}""", true)]
    [TestCase("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [TestCase("""{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [TestCase("""{"a":12345678901234567890123456789012345}""", """{"a":12345678901234567890123456789012346}""", false)]
    public async Task Start_OfAFunctionOfAnything_ComparesAsJson(string first, string second, bool isSame)
    {
        var engine = await OpenAsync();
        engine.Register<object, string>("any", (_, _) => Task.FromResult(""));
        await engine.StartWithPayloadAsync("any", "one", first);

        await ShouldBeAsync(() => engine.StartWithPayloadAsync("any", "one", second), isSame);
    }

    [TestCase("""{"Tags":["a","b"],"By":{"x":[{"Id":"1","Count":1},{"Id":"2","Count":2}]}}""", """{"By":{"x":[{"Count":2,"Id":"2"},{"Id":"1","Count":1}]},"Tags":["b","a"]}""", true)]
    [TestCase("""{"Tags":["a","b"],"By":{}}""", """{"Tags":["b","c"],"By":{}}""", false)]
    [TestCase("""{"Tags":["a","b"],"By":{}}""", """{"Tags":["a"],"By":{}}""", false)]
    [TestCase("""{"Tags":[],"By":{"x":[{"Id":"1","Count":1}]}}""", """{"Tags":[],"By":{"x":[{"Id":"1","Count":2}]}}""", false)]
    public async Task Start_WithSetsAmongTheMembers_ComparesThemWithoutTheirOrder(string first, string second, bool isSame)
    {
        foreach (var serializer in new[] { DurableSerializer.Newtonsoft(), DurableSerializer.SystemTextJson(new System.Text.Json.JsonSerializerOptions()) })
        {
            var engine = await OpenAsync(Options with { Serializer = serializer, JournalPath = Path.Combine(Path.GetDirectoryName(Files.Path)!, serializer.GetType().Name) });
            engine.Register<Tagged, string>("tag", (_, _) => Task.FromResult(""));
            await engine.StartWithPayloadAsync("tag", "one", first);

            await ShouldBeAsync(() => engine.StartWithPayloadAsync("tag", "one", second), isSame);
        }
    }

    [Test]
    public async Task Start_WithASetWrittenInAnotherOrder_IsTheSameInput()
    {
        var engine = await OpenAsync();
        engine.Register<ImmutableHashSet<string>, int>("set", (_, set) => Task.FromResult(set.Count));
        engine.Register<object, string>("any", (_, _) => Task.FromResult(""));
        var set = ImmutableHashSet.CreateRange(Enumerable.Range(0, 40).Select(number => $"key{number}"));
        var reversed = $"[{string.Join(",", set.Reverse().Select(item => $"\"{item}\""))}]";
        await engine.StartWithPayloadAsync("set", "typed", reversed);
        await engine.StartWithPayloadAsync("any", "given", reversed);

        await engine.StartAsync("set", "typed", set);
        await engine.StartAsync("any", "given", set);

        await engine.Awaiting(e => e.StartAsync("set", "typed", set.Add("other"))).Should().ThrowAsync<ExecutionNameTakenException>();
        await engine.Awaiting(e => e.StartAsync("any", "given", set.Add("other"))).Should().ThrowAsync<ExecutionNameTakenException>();
    }

    private static async Task ShouldBeAsync(Func<Task<ExecutionHandle>> again, bool isSame)
    {
        if (isSame)
        {
            (await again()).Name.Should().Be("one");
        }
        else
        {
            await again.Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another input*");
        }
    }

    public sealed record Tagged(HashSet<string> Tags, Dictionary<string, ISet<Order>> By);

    public sealed record Order(string Id, int Count, string? Note = null);
}

using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Api;

internal sealed class ListTests : SampleFixture
{
    [Test]
    public async Task List_OfSeveralPages_HasEachExecutionOnce()
    {
        for (var index = 0; index < 7; index++)
        {
            await RunAsync("echo", $"e{index}", "x");
        }

        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await GetAsync($"executions?limit=3{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            names.AddRange(Strings(page.GetProperty("items"), "name"));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        names.Should().Equal("e6", "e5", "e4", "e3", "e2", "e1", "e0");
        Strings((await GetAsync("executions?order=oldest&limit=2")).GetProperty("items"), "name").Should().Equal("e0", "e1");
    }

    [Test]
    public async Task List_WithFilters_HasThoseThatFitAll()
    {
        await Engine.StartAsync("echo", "order-1", "x", new StartOptions { Tags = new Dictionary<string, string> { ["customer"] = "7", ["kind"] = "a=b" }, TenantId = "t1" });
        await RunAsync("fail", "order-2", "no");
        Clock.Advance(TimeSpan.FromHours(1));
        await StartAsync("sleep", "other-3");
        await (await Engine.FindAsync("order-1"))!.EndedAsync();

        (await NamesAsync("function=fail")).Should().Equal("order-2");
        (await NamesAsync("status=Failed&status=Running")).Should().Equal("other-3", "order-2");
        (await NamesAsync("prefix=order-")).Should().Equal("order-2", "order-1");
        (await NamesAsync("contains=er-")).Should().Equal("other-3", "order-2", "order-1");
        (await NamesAsync("name=order-1")).Should().Equal("order-1");
        (await NamesAsync("tag=customer=7&tag=kind=a%3Db")).Should().Equal("order-1");
        (await NamesAsync("tag=customer=8")).Should().BeEmpty();
        (await NamesAsync("tenant=t1")).Should().Equal("order-1");
        (await NamesAsync("startedAfter=2000-01-01T00:30:00Z")).Should().Equal("other-3");
        (await NamesAsync("startedBefore=2000-01-01T01:30:00%2B01:00")).Should().Equal("order-2", "order-1");
        (await NamesAsync("endedBefore=2000-01-01T00:30:00Z&status=Failed")).Should().Equal("order-2");
        (await NamesAsync("endedAfter=2000-01-01T00:30:00Z")).Should().BeEmpty();
        (await NamesAsync("version=1&function=sleep")).Should().Equal("other-3");
        (await NamesAsync("state=WaitingUntil")).Should().Equal("other-3");
    }

    [Test]
    public async Task Counts_OfAFilter_AreByStatusAndByState()
    {
        await RunAsync("echo", "one", "x");
        await RunAsync("fail", "two", "no");
        await StartAsync("sleep", "three");
        await ParkedAsync("three");

        var counts = await GetAsync("executions/counts");
        var failed = await GetAsync("executions/counts?status=Failed");
        var sleeping = await GetAsync("executions/counts?state=WaitingUntil");

        counts.GetProperty("total").GetInt64().Should().Be(3);
        counts.GetProperty("byStatus").ToString().Should().Be("""{"Running":1,"Succeeded":1,"Failed":1}""");
        counts.GetProperty("byState").GetProperty("WaitingUntil").GetInt64().Should().Be(1);
        failed.GetProperty("total").GetInt64().Should().Be(1);
        failed.GetProperty("byStatus").GetProperty("Running").GetInt64().Should().Be(1, "what can be chosen beside is counted too");
        sleeping.GetProperty("total").GetInt64().Should().Be(1);
    }

    [Test]
    public async Task Item_OfAnExecutionThatWaitsToBegin_SaysUntilWhen()
    {
        await Engine.StartAsync("echo", "later", "x", new StartOptions { StartAt = Clock.GetUtcNow() + TimeSpan.FromHours(2) });

        var item = (await GetAsync("executions")).GetProperty("items")[0];

        item.GetProperty("waiting").GetProperty("reason").GetString().Should().Be("StartTime");
        item.GetProperty("waiting").GetProperty("until").GetString().Should().Be("2000-01-01T02:00:00.000Z");
        Strings2(item.GetProperty("states")).Should().Equal("Queued");
    }

    [Test]
    public async Task Search_OfANameAPrefixAnArnOrACallback_FindsIt()
    {
        var approve = await StartAsync("approve", "ask the boss");
        await ParkedAsync("ask the boss");
        var callback = (await approve.GetOpenCallbacksAsync())[0].CallbackId;
        var operation = (await approve.GetTreeAsync()).Operations[0].Id;

        (await SearchAsync("ask the boss")).Should().Be("""{"execution":"ask the boss"}""");
        (await SearchAsync("ask")).Should().Be("""{"prefix":{"prefix":"ask","count":1}}""");
        (await SearchAsync(approve.Arn)).Should().Be("""{"execution":"ask the boss"}""");
        (await SearchAsync($"{approve.Arn}/{operation}")).Should().Contain(operation);
        (await SearchAsync(callback)).Should().Contain(operation);
        (await SearchAsync("nothing like it")).Should().Be("{}");
    }

    private async Task<string> SearchAsync(string text) => (await GetAsync($"search?q={Uri.EscapeDataString(text)}")).ToString();

    private async Task<string[]> NamesAsync(string query) => Strings((await GetAsync($"executions?{query}")).GetProperty("items"), "name");

    private static string[] Strings2(System.Text.Json.JsonElement list) => [.. list.EnumerateArray().Select(static item => item.GetString()!)];
}

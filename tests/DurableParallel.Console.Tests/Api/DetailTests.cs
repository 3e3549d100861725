using System.Net;
using DurableParallel.Testing;

namespace DurableParallel.Console.Tests.Api;

internal sealed class DetailTests : SampleFixture
{
    protected override void ConfigureConsole(DurableConsoleOptions options) => options.LongestPayloadShown = 100;

    [Test]
    public async Task Execution_ThatSucceeded_HasItsPayloadsAndActions()
    {
        await RunAsync("echo", "one", "hello");

        var detail = await GetAsync("executions/one");

        detail.GetProperty("status").GetString().Should().Be("Succeeded");
        detail.GetProperty("input").ToString().Should().Be("""{"text":"\u0022hello\u0022","bytes":7,"cut":false,"contentType":"json","download":"executions/one/input"}""");
        detail.GetProperty("result").GetProperty("text").GetString().Should().Be("\"hello\"");
        detail.GetProperty("operations").GetInt32().Should().Be(1);
        detail.GetProperty("actions").ToString().Should().Be("""["fork","purge"]""");
        detail.GetProperty("runs").GetArrayLength().Should().Be(1);
        detail.GetProperty("invocations")[0].GetProperty("kind").GetString().Should().Be("begin");
    }

    [Test]
    public async Task Payload_ThatIsLong_IsCutAndDownloadedWhole()
    {
        var text = string.Concat(Enumerable.Repeat("🐱", 200));
        await RunAsync("echo", "long", text);

        var input = (await GetAsync("executions/long")).GetProperty("input");
        using var whole = await Http.GetAsync(Api(input.GetProperty("download").GetString()!));

        input.GetProperty("cut").GetBoolean().Should().BeTrue();
        input.GetProperty("text").GetString()!.Length.Should().BeOneOf(99, 100);
        input.GetProperty("bytes").GetInt32().Should().Be((4 * 200) + 2);
        (await whole.Content.ReadAsStringAsync()).Should().Be($"\"{text}\"");
    }

    [Test]
    public async Task Execution_ThatFailed_HasItsErrorWithStackAndType()
    {
        await RunAsync("fail", "bad", "the reason");

        var error = (await GetAsync("executions/bad")).GetProperty("error");

        error.GetProperty("type").GetString().Should().Be("System.InvalidOperationException");
        error.GetProperty("message").GetString().Should().Be("the reason");
        error.GetProperty("stack").GetArrayLength().Should().BePositive();
    }

    [Test]
    public async Task Execution_ThatWaits_HasItsCallbacksAndEventWaits()
    {
        await StartAsync("approve", "a");
        await StartAsync("listen", "l");
        await ParkedAsync("a");
        await ParkedAsync("l");

        var approve = await GetAsync("executions/a");
        var listen = await GetAsync("executions/l");

        approve.GetProperty("callbacks")[0].GetProperty("name").GetString().Should().Be("boss");
        approve.GetProperty("callbacks")[0].GetProperty("timeout").GetString().Should().Be("2000-01-01T01:00:00.000Z");
        approve.GetProperty("states")[0].GetString().Should().Be("WaitingForCallback");
        listen.GetProperty("eventWaits")[0].GetProperty("name").GetString().Should().Be("paid");
        listen.GetProperty("actions").ToString().Should().Be("""["stop","cancel","raise","fork"]""");
    }

    [Test]
    public async Task History_InPages_IsTheWholeHistory()
    {
        await RunAsync("quorum", "q");
        var expected = await (await Engine.FindAsync("q"))!.GetHistoryAsync();

        var ids = new List<int>();
        string? after = "0";
        while (after is not null)
        {
            var page = await GetAsync($"executions/q/history?limit=4&after={after}");
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("id").GetInt32()));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        ids.Should().Equal(expected.Select(static e => e.EventId));
        var first = (await GetAsync("executions/q/history?limit=1")).GetProperty("items")[0];
        first.GetProperty("type").GetString().Should().Be("ExecutionStarted");
    }

    [Test]
    public async Task Export_OfAHistory_IsReplayed()
    {
        await RunAsync("echo", "e", "hello");
        var file = Path.Combine(Path.GetDirectoryName(JournalPath)!, "history.json");

        using var answer = await Http.GetAsync(Api("executions/e/history/export"));
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());

        answer.Content.Headers.ContentDisposition!.FileName.Should().Be("e.json");
        var report = HistoryReplay.Verify(file, DurableFunction.Create<string, string>(Echo, new DurableFunctionOptions(DurableSerializer.Newtonsoft())));
        report.Should().NotBeNull();
    }

    [Test]
    public async Task Blocked_ByDrift_ShowsBothSidesAndTheWaysOn()
    {
        Engine.Register("order", static async ctx =>
        {
            await ctx.StepAsync("charge", static () => Task.CompletedTask);
            await ctx.WaitAsync("nap", TimeSpan.FromHours(1));
        });
        await StartAsync("order", "o-1");
        await ParkedAsync("o-1");
        await ReopenAsync(static engine => engine.Register("order", static async ctx => await ctx.WaitAsync("cool-down", TimeSpan.FromMinutes(1))));
        Clock.Advance(TimeSpan.FromHours(2));
        while ((await Engine.ListBlockedAsync()).Count == 0)
        {
            await Task.Yield();
        }

        var blocked = (await GetAsync("blocked")).GetProperty("items")[0];
        var detail = await GetAsync("executions/o-1");

        blocked.GetProperty("reason").GetString().Should().Be("Drift");
        blocked.GetProperty("stored").GetProperty("name").GetString().Should().Be("charge");
        blocked.GetProperty("stored").GetProperty("type").GetString().Should().Be("Step");
        blocked.GetProperty("asked").GetProperty("name").GetString().Should().Be("cool-down");
        blocked.GetProperty("asked").GetProperty("type").GetString().Should().Be("Wait");
        Strings(blocked.GetProperty("ways"), "kind").Should().Equal("deploy", "fork", "stop");
        blocked.GetProperty("ways")[1].GetProperty("at").GetString().Should().Be(blocked.GetProperty("stored").GetProperty("operation").GetString());
        detail.GetProperty("blocked").GetProperty("cause").GetString().Should().Contain("inserted");
        detail.GetProperty("status").GetString().Should().Be("Blocked");
        (await PostAsync("executions/o-1/fork", $$"""{"at":"{{blocked.GetProperty("ways")[1].GetProperty("at").GetString()}}","name":"o-1b"}""")).GetProperty("name").GetString().Should().Be("o-1b");
    }

    [Test]
    public async Task Purged_Execution_IsNotFound()
    {
        await RunAsync("echo", "gone", "x");
        await GetAsync("executions/gone");
        await Engine.PurgeAsync("gone");

        (await SendAsync(HttpMethod.Get, "executions/gone")).Status.Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Get, "executions/gone/operations")).Status.Should().Be(HttpStatusCode.NotFound);
    }
}

using System.Net;
using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Api;

internal sealed class ActionTests : SampleFixture
{
    [Test]
    public async Task Start_WithInputAndTags_StartsOnce()
    {
        const string Body = """{"function":"echo","name":"new one","input":"\"hi\"","tags":{"a":"b"},"tenant":"t","priority":3}""";

        var answer = await PostAsync("executions", Body);
        await PostAsync("executions", Body);
        var (taken, _) = await SendAsync(HttpMethod.Post, "executions", """{"function":"echo","name":"new one","input":"\"other\""}""");
        var (missing, _) = await SendAsync(HttpMethod.Post, "executions", """{"function":"nope","name":"x"}""");

        answer.GetProperty("arn").GetString().Should().StartWith("arn:");
        var execution = (await Engine.FindAsync("new one"))!;
        (await execution.GetResultAsync<string>()).Should().Be("hi");
        execution.Tags.Should().Contain("a", "b");
        taken.Should().Be(HttpStatusCode.Conflict);
        missing.Should().Be(HttpStatusCode.NotFound);
        Logs.All.Should().Contain(static line => line.Id == 5003 && line.Text.Contains("new one", StringComparison.Ordinal));
    }

    [Test]
    public async Task Stop_Cancel_Purge_DoWhatTheySay()
    {
        await StartAsync("sleep", "s");
        await StartAsync("sleep", "c");
        await ParkedAsync("s");
        await ParkedAsync("c");

        (await SendAsync(HttpMethod.Delete, "executions/s")).Status.Should().Be(HttpStatusCode.Conflict, "it has not ended");
        await PostAsync("executions/s/stop", """{"error":{"type":"Ops","message":"enough"}}""");
        await PostAsync("executions/c/cancel", """{"reason":"changed plans"}""");
        await (await Engine.FindAsync("c"))!.EndedAsync();

        var stopped = await GetAsync("executions/s");
        stopped.GetProperty("status").GetString().Should().Be("Stopped");
        stopped.GetProperty("error").GetProperty("message").GetString().Should().Be("enough");
        (await GetAsync("executions/c")).GetProperty("status").GetString().Should().Be("Canceled");
        (await SendAsync(HttpMethod.Post, "executions/s/stop")).Status.Should().Be(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Delete, "executions/s")).Status.Should().Be(HttpStatusCode.OK);
        (await Engine.FindAsync("s")).Should().BeNull();
    }

    [Test]
    public async Task Retry_Fork_Unblock_DoWhatTheySay()
    {
        await RunAsync("fail", "f", "no");

        await PostAsync("executions/f/retry");
        await (await Engine.FindAsync("f"))!.EndedAsync();
        await RunAsync("echo", "e", "x");
        await PostAsync("executions/e/fork", """{"at":"say","name":"e2","input":"\"y\""}""");
        var (notBlocked, _) = await SendAsync(HttpMethod.Post, "executions/e/unblock");
        var (notFailed, _) = await SendAsync(HttpMethod.Post, "executions/e/retry");

        (await GetAsync("executions/f/history?limit=1000")).ToString().Should().Contain("ExecutionRetried");
        (await GetAsync("executions/f/boundaries")).ToString().Should().Contain("retry");
        (await (await Engine.FindAsync("e2"))!.GetResultAsync<string>()).Should().Be("y");
        notBlocked.Should().Be(HttpStatusCode.Conflict);
        notFailed.Should().Be(HttpStatusCode.Conflict);
    }

    [Test]
    public async Task Event_OfAName_IsRaised()
    {
        await StartAsync("listen", "l");
        await ParkedAsync("l");

        await PostAsync("executions/l/events/other%2Fname", """{"payload":"1","eventId":"once"}""");
        await PostAsync("executions/l/events/paid", """{"payload":"\"7\""}""");
        await (await Engine.FindAsync("l"))!.EndedAsync();

        (await GetAsync("executions/l/history?limit=100")).ToString().Should().Contain("other/name").And.Contain("EventWaitSucceeded");
    }

    [Test]
    public async Task Callbacks_OverAllExecutions_AreListedAndCompleted()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await StartAsync("approve", name);
            await ParkedAsync(name);
        }

        var page = await GetAsync("callbacks?limit=2&function=approve&name=boss");
        var rest = await GetAsync($"callbacks?limit=2&function=approve&name=boss&after={Uri.EscapeDataString(page.GetProperty("next").GetString()!)}");
        var ids = page.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(static item => item.GetProperty("id").GetString()!).ToList();
        await PostAsync($"callbacks/{Uri.EscapeDataString(ids[0])}/succeed", """{"payload":"\"yes\""}""");
        await PostAsync($"callbacks/{Uri.EscapeDataString(ids[1])}/fail", """{"message":"no","type":"Refused"}""");
        await PostAsync($"callbacks/{Uri.EscapeDataString(ids[2])}/heartbeat");
        await (await Engine.FindAsync("a"))!.EndedAsync();
        await (await Engine.FindAsync("b"))!.EndedAsync();

        ids.Should().HaveCount(3);
        (await Engine.FindAsync("a"))!.Status.Should().Be(ExecutionStatus.Succeeded);
        (await Engine.FindAsync("b"))!.Status.Should().Be(ExecutionStatus.Failed);
        (await SendAsync(HttpMethod.Post, $"callbacks/{Uri.EscapeDataString(ids[0])}/succeed")).Status.Should().Be(HttpStatusCode.Conflict);
        (await GetAsync("executions/a/operations")).GetProperty("items")[0].GetProperty("markers")[0].GetProperty("kind").GetString().Should().Be("callback");
    }

    [Test]
    public async Task Bulk_OfTheNumberThatWasSeen_ChangesThose()
    {
        for (var index = 0; index < 30; index++)
        {
            await StartAsync("sleep", $"s{index}");
        }

        await StartAsync("sleep", "other");
        var (moved, answer) = await SendAsync(HttpMethod.Post, "executions/bulk/stop?prefix=s", """{"expected":10}""");
        var stopped = await PostAsync("executions/bulk/stop?prefix=s", """{"expected":30,"reason":"enough"}""");
        var retried = await PostAsync("executions/bulk/retry?prefix=s&status=Stopped", """{"expected":30}""");
        var canceled = await PostAsync("executions/bulk/cancel?prefix=s1", """{"expected":11}""");
        var (nothing, _) = await SendAsync(HttpMethod.Post, "executions/bulk/purge?status=Running", """{"expected":1000}""");

        moved.Should().Be(HttpStatusCode.Conflict);
        answer.GetProperty("error").GetProperty("message").GetString().Should().Contain("30 executions");
        stopped.GetProperty("count").GetInt64().Should().Be(30);
        retried.GetProperty("count").GetInt64().Should().Be(30);
        canceled.GetProperty("count").GetInt64().Should().Be(11);
        nothing.Should().Be(HttpStatusCode.Conflict);
        (await Engine.FindAsync("other"))!.Status.Should().Be(ExecutionStatus.Running);
    }

    [Test]
    public async Task Bulk_Purge_DeletesWhatHasEnded()
    {
        await RunAsync("echo", "e1", "x");
        await RunAsync("fail", "e2", "x");
        await StartAsync("sleep", "e3");

        var purged = await PostAsync("executions/bulk/purge?prefix=e", """{"expected":2}""");

        purged.GetProperty("count").GetInt64().Should().Be(2);
        (await Engine.CountAsync()).Should().Be(1);
    }

    [Test]
    public async Task Schedules_FromCreationToDeletion()
    {
        var made = await PostAsync("schedules", """{"name":"tick","function":"echo","cron":"0 12 * * *","timeZone":"Europe/Vienna","input":"\"x\"","overlap":"Skip","jitterMs":1000}""");
        await PostAsync("schedules/tick/pause", """{"note":"later"}""");
        var paused = await GetAsync("schedules/tick");
        await PostAsync("schedules/tick/resume");
        var (changed, schedule) = await SendAsync(HttpMethod.Put, "schedules/tick", """{"function":"echo","intervalMs":60000}""");
        var triggered = await PostAsync("schedules/tick/trigger");
        var list = await GetAsync("schedules");
        var (deleted, _) = await SendAsync(HttpMethod.Delete, "schedules/tick");

        Strings(made.GetProperty("next")).Should().StartWith("2000-01-01T11:00:00.000Z").And.HaveCount(5);
        paused.GetProperty("paused").GetBoolean().Should().BeTrue();
        paused.GetProperty("note").GetString().Should().Be("later");
        changed.Should().Be(HttpStatusCode.OK);
        schedule.GetProperty("intervalMs").GetInt64().Should().Be(60000);
        schedule.GetProperty("input").GetProperty("text").GetString().Should().Be("\"x\"", "what is not given is kept");
        (await (await Engine.FindAsync(triggered.GetProperty("name").GetString()!))!.GetResultAsync<string>()).Should().Be("x");
        list.GetProperty("items")[0].GetProperty("last").GetProperty("execution").GetString().Should().Be(triggered.GetProperty("name").GetString());
        deleted.Should().Be(HttpStatusCode.OK);
        (await Engine.Schedules.ListAsync()).Should().BeEmpty();
    }

    [TestCase("""{"name":"bad name","function":"echo","intervalMs":60000}""")]
    [TestCase("""{"name":"s","function":"echo"}""")]
    [TestCase("""{"name":"s","function":"echo","cron":"not cron"}""")]
    [TestCase("""{"name":"s","function":"echo","intervalMs":-5}""")]
    [TestCase("""{"name":"s","function":"echo","intervalMs":999999999999999}""")]
    [TestCase("""{"name":"s","function":"echo","cron":"0 12 * * *","timeZone":"Mars/Olympus"}""")]
    [TestCase("""{"name":"s","function":"echo","intervalMs":60000,"overlap":"Maybe"}""")]
    [TestCase("""{"function":"echo","intervalMs":60000}""")]
    public async Task Schedule_ThatIsNotValid_IsABadRequest(string body) =>
        (await SendAsync(HttpMethod.Post, "schedules", body)).Status.Should().Be(HttpStatusCode.BadRequest);

    [Test]
    public async Task Functions_OfAllKinds_AreListedWithCounts()
    {
        Engine.Register<string, string>("echo", Echo, version: 2);
        await RunAsync("echo", "e", "x");

        var items = (await GetAsync("functions")).GetProperty("items").EnumerateArray().ToDictionary(static item => item.GetProperty("name").GetString()!);

        items.Keys.Should().Contain(["echo", "fail", "sleep"]);
        items["echo"].GetProperty("versions").GetArrayLength().Should().Be(2);
        items["echo"].GetProperty("counts").GetProperty("Succeeded").GetInt64().Should().Be(1);
        items["echo"].GetProperty("input").GetString().Should().Be("System.String");
    }

    private static string[] Strings(System.Text.Json.JsonElement list) => [.. list.EnumerateArray().Select(static item => item.GetString()!)];
}

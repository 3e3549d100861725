using System.Net;

namespace DurableParallel.Console.Tests.Api;

internal sealed class PayloadViewTests : SampleFixture
{
    private const string Secret = "4111-1111";

    protected override void ConfigureConsole(DurableConsoleOptions options) => options.PayloadView = new Hiding();

    [Test]
    public async Task View_ThatHides_HidesItEverywhere()
    {
        await RunAsync("echo", "e", Secret);
        await RunAsync("fail", "f", Secret);
        await Engine.Schedules.CreateAsync("s", DurableParallel.Engine.ScheduleSpec.Every("echo", TimeSpan.FromHours(1)) with { InputPayload = $"\"{Secret}\"" });
        await StartAsync("listen", "l");
        await ParkedAsync("l");
        await Engine.RaiseEventWithPayloadAsync("l", "unread", $"\"{Secret}\"");
        await RunAsync("echo", "shown", "show me");
        var operation = (await GetAsync("executions/e/operations")).GetProperty("items")[0].GetProperty("id").GetString();

        foreach (var path in new[]
        {
            "executions", "executions/e", "executions/e/history", "executions/e/operations", $"executions/e/operations/{operation}", "executions/f", "executions/f/history", "executions/f/operations", "executions/l", "executions/l/history", "schedules",
        })
        {
            (await GetAsync(path)).ToString().Should().NotContain(Secret, path);
        }

        foreach (var path in new[] { "executions/e/input", "executions/e/result", $"executions/e/operations/{operation}/payload", "executions/e/history/export" })
        {
            var (status, body) = await SendAsync(HttpMethod.Get, path);
            status.Should().Be(HttpStatusCode.Forbidden, path);
            body.ToString().Should().NotContain(Secret);
        }

        var input = (await GetAsync("executions/e")).GetProperty("input");
        input.GetProperty("redacted").GetBoolean().Should().BeTrue();
        input.GetProperty("bytes").GetInt32().Should().Be(Secret.Length + 2);
        (await GetAsync("executions/shown")).GetProperty("input").GetProperty("text").GetString().Should().Be("<\"show me\">");
    }

    [Test]
    public async Task View_ThatThrows_ShowsNothingAndIsLogged()
    {
        await RunAsync("echo", "e", "throw");

        (await GetAsync("executions/e")).GetProperty("input").GetProperty("redacted").GetBoolean().Should().BeTrue();

        Logs.All.Should().Contain(static line => line.Id == 5006);
    }

    private sealed class Hiding : IPayloadView
    {
        public string? Show(RecordedPayload payload) =>
            payload.Text.Contains("throw", StringComparison.Ordinal) ? throw new InvalidOperationException("no key")
            : payload.Text.Contains(Secret, StringComparison.Ordinal) ? null
            : $"<{payload.Text}>";
    }
}

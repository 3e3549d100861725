using System.Net;
using System.Text.Json;

namespace DurableParallel.Console.Tests.Api;

internal sealed class StreamTests : SampleFixture
{
    protected override void ConfigureConsole(DurableConsoleOptions options) => options.MaxStreams = 2;

    [Test]
    public async Task History_ThatGrows_IsStreamedToItsEnd()
    {
        var execution = await StartAsync("approve", "a");
        await ParkedAsync("a");
        using var stream = await OpenAsync("executions/a/history/stream");

        var first = await stream.NextAsync("history");
        await Engine.SucceedCallbackWithPayloadAsync((await execution.GetOpenCallbacksAsync())[0].CallbackId, "\"yes\"");
        await execution.EndedAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await stream.NextAsync("history");
        var end = await stream.NextAsync("end");

        Strings(first, "type").Should().Equal("ExecutionStarted", "CallbackStarted");
        Strings(second, "type").Should().Equal("CallbackSucceeded", "ExecutionSucceeded");
        end.GetProperty("status").GetString().Should().Be("Succeeded");
        (await stream.IsOverAsync()).Should().BeTrue();
    }

    [Test]
    public async Task History_BehindAnEvent_LeavesOutWhatWasBefore()
    {
        await RunAsync("echo", "e", "x");
        using var stream = await OpenAsync("executions/e/history/stream?after=2");

        (await stream.NextAsync("history"))[0].GetProperty("id").GetInt32().Should().Be(3);
    }

    [Test]
    public async Task History_FromNowOn_LeavesOutAllThatIsThere()
    {
        var execution = await StartAsync("approve", "a");
        await ParkedAsync("a");
        using var stream = await OpenAsync("executions/a/history/stream?after=latest");

        await execution.StopAsync();

        Strings(await stream.NextAsync("history"), "type").Should().Equal("ExecutionStopped");
    }

    [Test]
    public async Task Counts_ThatChange_AreStreamedWithWhatIsWatched()
    {
        await StartAsync("sleep", "one");
        await ParkedAsync("one");
        using var stream = await OpenAsync("executions/live?function=sleep&watch=one&watch=none");

        var before = await stream.NextAsync("counts");
        await (await Engine.FindAsync("one"))!.StopAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await stream.NextAsync("counts");
        var changed = await stream.NextAsync("items");

        before.GetProperty("byStatus").GetProperty("Running").GetInt32().Should().Be(1);
        after.GetProperty("byStatus").GetProperty("Stopped").GetInt32().Should().Be(1);
        Strings(changed.GetProperty("changed"), "status").Should().Equal("Stopped");
    }

    [Test]
    public async Task Figures_ComeOnceASecond()
    {
        using var stream = await OpenAsync("figures/live");

        var first = await stream.NextAsync("figures");
        Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await stream.NextAsync("figures");

        first.GetProperty("at").GetString().Should().NotBe(second.GetProperty("at").GetString());
    }

    [Test]
    public async Task Streams_MoreThanTheMost_AreRefusedUntilOneEnds()
    {
        var one = await OpenAsync("figures/live");
        using var two = await OpenAsync("figures/live");

        (await SendAsync(HttpMethod.Get, "figures/live")).Status.Should().Be(HttpStatusCode.TooManyRequests);
        one.Dispose();
        HttpStatusCode status;
        do
        {
            using var third = await Http.GetAsync(Api("executions/live"), HttpCompletionOption.ResponseHeadersRead);
            status = third.StatusCode;
        }
        while (status == HttpStatusCode.TooManyRequests);

        status.Should().Be(HttpStatusCode.OK);
    }

    [Test]
    public async Task Streams_OfAnApplicationThatStops_End()
    {
        using var stream = await OpenAsync("figures/live");
        await stream.NextAsync("figures");

        await App.StopAsync();

        (await stream.IsOverAsync()).Should().BeTrue();
    }

    private async Task<Events> OpenAsync(string path)
    {
        var response = await Http.GetAsync(Api(path), HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        return new Events(response, new StreamReader(await response.Content.ReadAsStreamAsync()), Clock);
    }

    private sealed class Events(HttpResponseMessage response, StreamReader reader, DurableParallel.Testing.ManualTimeProvider clock) : IDisposable
    {
        /// <summary>The next event, which has to be of a name. Time passes while there is none, as a stream looks again after a pause.</summary>
        public async Task<JsonElement> NextAsync(string name)
        {
            string? line;
            var ofName = false;
            while ((line = await NextLineAsync()) is not null)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    ofName = line["event: ".Length..] == name;
                }
                else if (ofName && line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    return JsonDocument.Parse(line["data: ".Length..]).RootElement;
                }
            }

            throw new InvalidOperationException($"The stream is over without a further '{name}'.");
        }

        public async Task<bool> IsOverAsync()
        {
            try
            {
                while (await reader.ReadLineAsync() is not null)
                {
                }
            }
            catch (Exception cut) when (cut is IOException or HttpRequestException)
            {
            }

            return true;
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }

        private async Task<string?> NextLineAsync()
        {
            var line = reader.ReadLineAsync();
            while (!line.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(50));
                await Task.WhenAny(line, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            }

            return await line;
        }
    }
}

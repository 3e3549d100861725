using System.Collections.Concurrent;
using DurableParallel.Server.Tests.Raw;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Functions that are servers themselves.</summary>
[TestFixture]
internal sealed class EndpointTests : ServerFixture
{
    private const string Success = """{"Status":"SUCCEEDED","Result":"1"}""";
    private WebApplication _function = null!;
    private Func<HttpContext, Task> _answer = null!;
    private int _concurrency = 1;

    protected override DurableServerOptions Options
    {
        get
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _function = builder.Build();
            _function.Run(http => _answer(http));
            _function.Start();
            var url = _function.Urls.First();
            return new DurableServerOptions
            {
                EndpointConcurrency = _concurrency,
                Functions =
                [
                    new ServedFunctionOptions { Name = "f", Endpoint = new Uri(url) },
                    new ServedFunctionOptions { Name = "below", Endpoint = new Uri($"{url}/some/where") },
                    new ServedFunctionOptions { Name = "whole", Endpoint = new Uri($"{url}/2015-03-31/functions/function/invocations") },
                ],
            };
        }
    }

    [TearDown]
    public async Task StopFunctionAsync()
    {
        await _function.DisposeAsync();
        _concurrency = 1;
    }

    [Test]
    public async Task Endpoint_ThatAnswers_RunsTheFunction()
    {
        string? path = null;
        _answer = http =>
        {
            path = http.Request.Path;
            return http.Response.WriteAsync("""{"Status":"SUCCEEDED","Result":"1"}""");
        };

        var reply = await Client.InvokeAsync("f");

        reply.Body.Should().Be("1");
        path.Should().Be("/2015-03-31/functions/f/invocations");
    }

    [TestCase("below", "/some/where/2015-03-31/functions/below/invocations")]
    [TestCase("whole", "/2015-03-31/functions/function/invocations")]
    public async Task Endpoint_WithAPath_KeepsIt(string function, string expected)
    {
        string? path = null;
        _answer = http =>
        {
            path = http.Request.Path;
            return http.Response.WriteAsync(Success);
        };

        (await Client.InvokeAsync(function)).Body.Should().Be("1");

        path.Should().Be(expected);
    }

    [Test]
    public async Task Endpoint_ThatAnswersForTheEmulatorsNameAlone_IsCalledSo()
    {
        var paths = new ConcurrentQueue<string>();
        _answer = http =>
        {
            paths.Enqueue(http.Request.Path.Value!.Split('/')[3]);
            http.Response.StatusCode = http.Request.Path.Value.Contains("/function/", StringComparison.Ordinal) ? 200 : 404;
            return http.Response.WriteAsync(Success);
        };

        (await Client.InvokeAsync("f")).Body.Should().Be("1");
        (await Client.InvokeAsync("f")).Body.Should().Be("1");

        paths.Should().Equal("f", "function", "function");
    }

    [Test]
    public async Task Endpoint_ThatIsBusy_IsAskedAgainAndHasNotFailed()
    {
        var calls = 0;
        _answer = http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 400 : 200;
            return http.Response.WriteAsync(calls < 3 ? "" : Success);
        };

        var reply = await Client.InvokeAsync("f");

        reply.Body.Should().Be("1");
        calls.Should().Be(3);
        RawHistory.Describe(await Client.EventsAsync(reply.Arn)).Should().Be("E+ I ES");
    }

    [Test]
    public async Task Endpoint_WithSeveralEvents_GetsOneAtATime()
    {
        var (running, most) = (0, 0);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async http =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            first.TrySetResult();
            await release.Task;
            Interlocked.Decrement(ref running);
            await http.Response.WriteAsync(Success);
        };

        var arns = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            arns.Add(await Client.StartAsync(number % 2 == 0 ? "f" : "whole", name: $"n{number}"));
        }

        await first.Task;
        var stopped = await Client.StopAsync(arns[4]);
        release.SetResult();
        foreach (var arn in arns.Take(4))
        {
            ((string?)(await Client.EndedAsync(arn))["Status"]).Should().Be("SUCCEEDED");
        }

        stopped.Status.Should().Be(200);
        most.Should().Be(1);
    }

    [Test]
    public async Task Endpoint_ThatTakesSeveralEvents_GetsThemAtOnce()
    {
        await CloseAsync();
        await _function.DisposeAsync();
        _concurrency = 2;
        await OpenAsync();
        var here = 0;
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answer = async http =>
        {
            if (Interlocked.Increment(ref here) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            await http.Response.WriteAsync(Success);
        };

        var replies = await Task.WhenAll(Client.InvokeAsync("f"), Client.InvokeAsync("f"));

        replies.Select(reply => reply.Body).Should().Equal("1", "1");
    }

    [TestCase("""{"errorType":"Oops","errorMessage":"No."}""", false)]
    [TestCase("""{"errorType":"Oops","errorMessage":"No."}""", true)]
    public async Task Endpoint_ThatSaysThatTheFunctionFailed_IsABrokenInvocation(string body, bool withHeader)
    {
        var calls = 0;
        _answer = http =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return http.Response.WriteAsync("""{"Status":"SUCCEEDED","Result":"1"}""");
            }

            if (withHeader)
            {
                http.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
            }

            return http.Response.WriteAsync(body);
        };

        var reply = await Client.InvokeAsync("f");

        reply.Body.Should().Be("1");
        var events = await Client.EventsAsync(reply.Arn);
        RawHistory.Describe(events).Should().Be("E+ X I ES");
        ((string?)events[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!["ErrorType"]).Should().Be("Oops");
    }

    [Test]
    public async Task Endpoint_ThatBreaksOff_IsABrokenInvocation()
    {
        var calls = 0;
        _answer = http =>
        {
            if (Interlocked.Increment(ref calls) > 1)
            {
                return http.Response.WriteAsync("""{"Status":"SUCCEEDED","Result":"1"}""");
            }

            http.Abort();
            return Task.CompletedTask;
        };

        var reply = await Client.InvokeAsync("f");

        reply.Body.Should().Be("1");
        var error = (await Client.EventsAsync(reply.Arn))[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!;
        ((string?)error["ErrorType"]).Should().Be("Runtime.ExitError");
    }
}

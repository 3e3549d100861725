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
    private WebApplication _function = null!;
    private Func<HttpContext, Task> _answer = null!;

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
            return new DurableServerOptions { Functions = [new ServedFunctionOptions { Name = "f", Endpoint = new Uri(_function.Urls.First()) }] };
        }
    }

    [TearDown]
    public async Task StopFunctionAsync() => await _function.DisposeAsync();

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

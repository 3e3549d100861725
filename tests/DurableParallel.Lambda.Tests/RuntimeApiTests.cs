using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DurableParallel.Lambda.Runtime;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Lambda.Tests;

/// <summary>The loop against the Runtime API, over HTTP.</summary>
internal sealed class RuntimeApiTests : LambdaFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private Channel<(string Id, byte[] Body, string FunctionArn)> _events = null!;
    private ConcurrentDictionary<string, TaskCompletionSource<(string Path, string Body, string? ErrorType, string ContentType)>> _answers = null!;
    private ConcurrentQueue<string> _paths = null!;
    private ConcurrentQueue<string?> _told = null!;
    private ConcurrentQueue<(string? Loop, string Connection)> _asked = null!;
    private Func<string, int> _statusOf = null!;

    [SetUp]
    public void PrepareRuntime()
    {
        _events = Channel.CreateUnbounded<(string, byte[], string)>();
        _answers = new(StringComparer.Ordinal);
        _paths = new();
        _asked = new();
        _told = new();
        _statusOf = static _ => 202;
        Service.Elsewhere = RuntimeAsync;
    }

    [Test]
    public async Task Loop_OfInvocations_AnswersEachUnderItsId()
    {
        var execution = Service.Create();
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), stop.Token);

        var answer = await InvokeAsync("r-1", execution.Begin());
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        answer.Path.Should().Be("/fn/order/2018-06-01/runtime/invocation/r-1/response");
        answer.ContentType.Should().Be("application/json");
        answer.Body.Should().Be("""{"Status":"SUCCEEDED","Result":"7"}""");
        _paths.Should().Contain("/fn/order/2018-06-01/runtime/invocation/next");
    }

    [Test]
    public async Task Invocation_ThatFails_IsReportedAndTheNextOneIsTaken()
    {
        var execution = Service.Create();
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), stop.Token);

        var failed = await InvokeAsync("r-1", Encoding.UTF8.GetBytes("{}"));
        var answer = await InvokeAsync("r-2", execution.Begin());
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        failed.Path.Should().EndWith("/invocation/r-1/error");
        failed.ContentType.Should().Be("application/vnd.aws.lambda.error+json");
        failed.ErrorType.Should().Be(typeof(DurableLambdaException).FullName);
        var error = JsonNode.Parse(failed.Body)!;
        error["errorType"]!.GetValue<string>().Should().Be(failed.ErrorType);
        error["errorMessage"]!.GetValue<string>().Should().StartWith("Unexpected payload").And.EndWith("[DP5004] docs/errors/DP5004.md");
        error["stackTrace"]!.AsArray().Should().NotBeNull();
        answer.Body.Should().Contain("SUCCEEDED");
    }

    [Test]
    public async Task Answer_ThatIsTooLarge_IsReportedAsThat()
    {
        _statusOf = static path => path.EndsWith("/response", StringComparison.Ordinal) ? 413 : 202;
        var execution = Service.Create();
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), stop.Token);

        var answer = await InvokeAsync("r-1", execution.Begin());
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        answer.Path.Should().EndWith("/error");
        answer.ErrorType.Should().Be("Function.ResponseSizeTooLarge");
    }

    [Test]
    public async Task Loop_WhenTheApiIsBroken_EndsTheProcess()
    {
        _statusOf = static path => path.EndsWith("/response", StringComparison.Ordinal) ? 500 : 202;
        var execution = Service.Create();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), CancellationToken.None, concurrency: 3);

        _events.Writer.TryWrite(("r-1", execution.Begin(), "x"));

        await FluentActions.Awaiting(() => loop.WaitAsync(Patience)).Should().ThrowAsync<ContainerFaultException>();
    }

    [Test]
    public async Task Loop_WhoseCallIsLostAfterALongWait_AsksAgain()
    {
        var asked = 0;
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.Elsewhere = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/next", StringComparison.Ordinal) || Interlocked.Increment(ref asked) > 1)
            {
                return await RuntimeAsync(context);
            }

            waits.SetResult();
            await lost.Task;
            context.Abort();
            return true;
        };
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), stop.Token);

        await waits.Task.WaitAsync(Patience);
        Service.Clock.Advance(TimeSpan.FromMinutes(10));
        lost.SetResult();
        await AdvanceUntilAsync(() => Volatile.Read(ref asked) > 1 || loop.IsCompleted);
        loop.IsCompleted.Should().BeFalse("a call that waited for an event says nothing of how long the server is away");
        var answer = await InvokeAsync("r-1", Service.Create().Begin());
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        answer.Body.Should().Contain("SUCCEEDED");
    }

    [Test]
    public async Task Loop_ThatReachesNothingForAMinute_Ends()
    {
        var begun = Service.Clock.GetUtcNow();
        var loop = DurableLambda.RunAsync(
            new FunctionTable(DurableFunction.Create(_ => Task.FromResult(1))), null, NewEnvironment() with { RuntimeApi = "127.0.0.1:1" }, CancellationToken.None);

        await AdvanceUntilAsync(() => loop.IsCompleted);

        await FluentActions.Awaiting(() => loop).Should().ThrowAsync<HttpRequestException>();
        (Service.Clock.GetUtcNow() - begun).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1)).And.BeLessThan(TimeSpan.FromMinutes(2));
    }

    [Test]
    public async Task Loops_SideBySide_RunInvocationsAtOnce()
    {
        var first = Service.Create(name: "a");
        var second = Service.Create(name: "b");
        using var both = new CountdownEvent(2);
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(
            context => context.StepAsync("s", async () =>
            {
                if (both.Signal())
                {
                    met.SetResult();
                }

                await met.Task;
                return 1;
            }),
            stop.Token,
            concurrency: 2);

        var answers = await Task.WhenAll(InvokeAsync("r-1", first.Begin()), InvokeAsync("r-2", second.Begin()));
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        answers.Should().OnlyContain(static answer => answer.Body.Contains("SUCCEEDED"));
    }

    [Test]
    public async Task Loops_SideBySide_HaveAConnectionAndANameEach()
    {
        using var stop = new CancellationTokenSource();
        var loop = RunLoopAsync(context => context.StepAsync("s", () => 7), stop.Token, concurrency: 3);

        for (var number = 0; number < 12; number++)
        {
            await InvokeAsync($"r-{number}", Service.Create(name: $"e-{number}").Begin());
        }

        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        var loops = _asked.GroupBy(static call => call.Loop, StringComparer.Ordinal).ToList();
        loops.Should().HaveCount(3);
        loops.Should().OnlyContain(static calls => calls.Key != null && calls.Select(call => call.Connection).Distinct().Count() == 1);
        _asked.Select(static call => call.Connection).Distinct().Should().HaveCount(3);
    }

    [Test]
    public async Task Functions_OfOneProcess_AreToldApartByTheirArn()
    {
        var functions = new FunctionTable(new Dictionary<string, DurableFunction>(StringComparer.Ordinal)
        {
            ["order"] = DurableFunction.Create(_ => Task.FromResult("an order")),
            ["stock"] = DurableFunction.Create(_ => Task.FromResult("a stock")),
        });
        using var stop = new CancellationTokenSource();
        var loop = DurableLambda.RunAsync(functions, null, NewEnvironment() with { RuntimeApi = Runtime }, stop.Token);

        var stock = await InvokeAsync("r-1", Service.Create(name: "a").Begin(), "arn:aws:lambda:eu-west-1:123456789012:function:stock:3");
        var order = await InvokeAsync("r-2", Service.Create(name: "b").Begin(), "arn:aws:lambda:eu-west-1:123456789012:function:order");
        var other = await InvokeAsync("r-3", Encoding.UTF8.GetBytes("""{"DurableExecutionArn":"a/b","CheckpointToken":"t","InitialExecutionState":{}}"""), "arn:aws:lambda:eu-west-1:123456789012:function:mail");
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        stock.Body.Should().Contain("a stock");
        order.Body.Should().Contain("an order");
        other.Path.Should().EndWith("/error");
        other.Body.Should().Contain("mail").And.Contain("DP5005");
        _told.Should().OnlyContain(static names => names == "order,stock", "a server tells misspelt names apart by them");
    }

    [TestCase(1)]
    [TestCase(2000)]
    public async Task Functions_WithoutNamesOrWithTooMany_AreNotTold(int count)
    {
        var function = DurableFunction.Create(_ => Task.FromResult(1));
        var functions = count == 1
            ? new FunctionTable(function)
            : new FunctionTable(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"function-{i}", function)));
        using var stop = new CancellationTokenSource();
        var loop = DurableLambda.RunAsync(functions, null, NewEnvironment() with { RuntimeApi = Runtime }, stop.Token);

        await InvokeAsync("r-1", Service.Create().Begin(), "arn:aws:lambda:eu-west-1:123456789012:function:function-1");
        await stop.CancelAsync();
        await loop.WaitAsync(Patience);

        _told.Should().OnlyContain(static names => names == null);
    }

    [Test]
    public async Task Start_WithoutAnEndpoint_IsReportedAsAFailureToBegin()
    {
        var environment = NewEnvironment() with { RuntimeApi = Runtime, Endpoint = null, Region = null };

        var run = () => DurableLambda.RunAsync(new FunctionTable(DurableFunction.Create(_ => Task.FromResult(1))), null, environment, CancellationToken.None);

        await run.Should().ThrowAsync<DurableLambdaException>();
        _paths.Should().ContainSingle().Which.Should().EndWith("/runtime/init/error");
    }

    [Test]
    public async Task LogLines_OfAFunction_AreJsonWithTheExecution()
    {
        var execution = Service.Create();
        var handler = NewHandler(async context =>
        {
            context.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Information, default, "first \"line\"", null, static (text, _) => text);
            return await context.StepAsync("charge", step =>
            {
                step.Logger.Log(Microsoft.Extensions.Logging.LogLevel.Warning, default, "in the step", new TimeoutException("slow"), static (text, _) => text);
                return 1;
            });
        });

        await InvokeAsync(handler, execution);

        var lines = LogLines.Select(static line => JsonNode.Parse(line)!).ToList();
        lines.Should().HaveCount(2);
        lines.Should().OnlyContain(line => line["executionArn"]!.GetValue<string>() == execution.Arn && line["requestId"]!.GetValue<string>() == "r-1");
        lines[0]["message"]!.GetValue<string>().Should().Be("first \"line\"");
        lines[0]["level"]!.GetValue<string>().Should().Be("INFO");
        lines[1]["level"]!.GetValue<string>().Should().Be("WARN");
        lines[1]["stepName"]!.GetValue<string>().Should().Be("charge");
        lines[1]["attempt"]!.GetValue<int>().Should().Be(1);
        lines[1]["exception"]!["message"]!.GetValue<string>().Should().Be("slow");
    }

    /// <summary>Moves the time on to whatever is due next, until something has come about.</summary>
    private async Task AdvanceUntilAsync(Func<bool> isDone)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!isDone())
        {
            await Task.Delay(1, late.Token);
            if (Service.Clock.NextDue is { } due && due > Service.Clock.GetUtcNow())
            {
                Service.Clock.Advance(due - Service.Clock.GetUtcNow());
            }
        }
    }

    private string Runtime => $"{Service.Address.Authority}/fn/order";

    private Task RunLoopAsync<T>(Func<DurableContext, Task<T>> function, CancellationToken stop, int concurrency = 1) => DurableLambda.RunAsync(
        new FunctionTable(DurableFunction.Create(function)),
        null,
        NewEnvironment() with { RuntimeApi = Runtime, MaxConcurrency = concurrency },
        stop);

    private Task<(string Path, string Body, string? ErrorType, string ContentType)> InvokeAsync(string id, byte[] body, string functionArn = "arn:aws:lambda:eu-west-1:123456789012:function:order:1")
    {
        var answer = _answers.GetOrAdd(id, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        _events.Writer.TryWrite((id, body, functionArn));
        return answer.Task.WaitAsync(Patience);
    }

    private async Task<bool> RuntimeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (!path.Contains("/2018-06-01/", StringComparison.Ordinal))
        {
            return false;
        }

        _paths.Enqueue(path);
        if (path.EndsWith("/invocation/next", StringComparison.Ordinal))
        {
            _told.Enqueue(context.Request.Headers["Durable-Worker-Functions"]);
            _asked.Enqueue((context.Request.Headers["Durable-Worker-Loop"], context.Connection.Id));
            var (id, body, arn) = await _events.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["lambda-runtime-aws-request-id"] = id;
            context.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = arn;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = Service.Clock.GetUtcNow().AddMinutes(15).ToUnixTimeMilliseconds().ToString();
            await context.Response.Body.WriteAsync(body);
            return true;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var status = _statusOf(path);
        context.Response.StatusCode = status;
        if (status == 202 && path.Split('/') is [.., var id2, "response" or "error"] && _answers.TryGetValue(id2, out var answer))
        {
            answer.TrySetResult((path, text, context.Request.Headers["Lambda-Runtime-Function-Error-Type"], context.Request.ContentType!));
        }

        return true;
    }
}

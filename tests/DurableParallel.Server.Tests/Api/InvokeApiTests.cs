using System.Text;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Invoke in its types, and names of executions.</summary>
[TestFixture]
internal sealed class InvokeApiTests : ServerFixture
{
    private const string Function = "f";
    private const int LargestEvent = 1024 * 1024;

    protected override DurableServerOptions Options => new()
    {
        Functions =
        [
            new ServedFunctionOptions { Name = Function },
            new ServedFunctionOptions { Name = "other" },
            new ServedFunctionOptions { Name = "plain", IsPlain = true },
            new ServedFunctionOptions { Name = "inside", IsPlain = true, Handler = Inside },
        ],
    };

    private RawFunction Worker => new(Client, Function);

    [Test]
    public async Task Invoke_AndWait_GivesTheResult()
    {
        var invoking = Client.InvokeAsync(Function, name: "n");
        var invocation = await Worker.NextAsync();

        await invocation.SucceedAsync("""{"a":1}""");
        var reply = await invoking;

        reply.Status.Should().Be(200);
        reply.Body.Should().Be("""{"a":1}""");
        reply.Arn.Should().Be(invocation.Arn);
        reply.Headers["x-amz-executed-version"].Should().Be("$LATEST");
        reply.Headers.Should().NotContainKey("x-amz-function-error");
    }

    [Test]
    public async Task Invoke_AndWaitForAFailure_SaysSo()
    {
        var invoking = Client.InvokeAsync(Function);
        await (await Worker.NextAsync()).FailAsync("Oops", "No.");

        var reply = await invoking;

        reply.Status.Should().Be(200);
        reply.Headers["x-amz-function-error"].Should().Be("Unhandled");
        reply.Body.Should().Be("""{"errorType":"Oops","errorMessage":"No."}""");
    }

    [Test]
    public async Task Invoke_WithoutAResult_GivesNull()
    {
        var invoking = Client.InvokeAsync(Function);
        await (await Worker.NextAsync()).RespondAsync("""{"Status":"SUCCEEDED"}""");

        (await invoking).Body.Should().Be("null");
    }

    [Test]
    public async Task Invoke_AsAnEvent_ReturnsAtOnce()
    {
        var reply = await Client.InvokeAsync(Function, type: "Event");

        reply.Status.Should().Be(202);
        reply.Body.Should().BeEmpty();
        reply.Arn.Should().NotBeEmpty();
    }

    [Test]
    public async Task Invoke_AsADryRun_StartsNothing()
    {
        (await Client.InvokeAsync(Function, type: "DryRun")).Status.Should().Be(204);

        (await Client.ListAsync(Function)).Json["DurableExecutions"]!.AsArray().Should().BeEmpty();
    }

    [TestCase("f:$LATEST", null, "$LATEST")]
    [TestCase("f", "7", "7")]
    [TestCase("f:7", "7", "7")]
    [TestCase("f:live", null, "$LATEST")]
    [TestCase("arn:aws:lambda:us-east-1:123456789012:function:f:3", null, "3")]
    [TestCase("123456789012:function:f", null, "$LATEST")]
    public async Task Invoke_WithAQualifier_PinsTheVersion(string function, string? qualifier, string version)
    {
        var reply = await Client.InvokeAsync(function, type: "Event", qualifier: qualifier);

        reply.Status.Should().Be(202, reply.Body);
        reply.Headers["x-amz-executed-version"].Should().Be(version);
        reply.Arn.Should().Contain($":function:f:{version}/");
        (await Worker.NextAsync()).Headers["lambda-runtime-invoked-function-arn"].Should().EndWith($":function:f:{version}");
    }

    [TestCase("no name", null)]
    [TestCase("f:7", "8")]
    [TestCase("f:7:8", null)]
    [TestCase("arn:aws:s3:::bucket", null)]
    public async Task Invoke_OfANameThatIsNone_IsABadRequest(string function, string? qualifier)
    {
        var reply = await Client.InvokeAsync(function, qualifier: qualifier);

        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
    }

    [Test]
    public async Task Invoke_OfAFunctionThatNobodyKnows_IsNotFound()
    {
        var reply = await Client.InvokeAsync("nobody");

        reply.Status.Should().Be(404);
        reply.ErrorCode.Should().Be("ResourceNotFoundException");
    }

    [TestCase("{")]
    [TestCase("1 2")]
    [TestCase("\"\u00ff\"")]
    public async Task Invoke_WithAnInputThatIsNoJson_IsABadRequest(string input)
    {
        // Each character is a byte, so that the last case is not UTF-8.
        var bytes = Encoding.Latin1.GetBytes(input);

        var reply = await Client.SendAsync(HttpMethod.Post, $"/2015-03-31/functions/{Function}/invocations", bytes);

        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidRequestContentException");
    }

    [Test]
    public async Task Invoke_WithMoreInputThanAnEventMayHave_IsTooLarge()
    {
        var most = await Client.InvokeAsync("plain", $"\"{new string('x', LargestEvent - 2)}\"", "Event");
        var more = await Client.InvokeAsync("plain", $"\"{new string('x', LargestEvent - 1)}\"", "Event");

        most.Status.Should().Be(202);
        more.Status.Should().Be(413);
        more.ErrorCode.Should().Be("RequestTooLargeException");
    }

    [TestCase("Tail", 400)]
    [TestCase("tail", 400)]
    [TestCase("nonsense", 400)]
    [TestCase("None", 202)]
    [TestCase("", 202)]
    public async Task Invoke_WithALogType_IsRefusedUnlessItIsNone(string type, int status)
    {
        var reply = await Client.PostAsync($"/2015-03-31/functions/{Function}/invocations", "{}", ("X-Amz-Invocation-Type", "Event"), ("X-Amz-Log-Type", type));

        reply.Status.Should().Be(status, reply.Body);
        if (status == 400)
        {
            reply.ErrorCode.Should().Be("InvalidParameterValueException");
            reply.Message.Should().Contain("LogType").And.Contain("None");
        }
    }

    [Test]
    public async Task Invoke_OfAPlainFunction_HasTheRequestIdThatItsFunctionSees()
    {
        var invoking = Client.InvokeAsync("plain", "[1]");
        var next = await new RawFunction(Client, "plain").NextAsync();
        await next.RespondAsync("[2]");

        (await invoking).Headers["x-amzn-requestid"].Should().Be(next.RequestId);
    }

    [Test]
    public async Task Invoke_WithoutAnInput_GivesAnEmptyObject()
    {
        await Client.StartAsync(Function, input: null);

        ((string?)(await Worker.NextAsync()).Operations[0]["ExecutionDetails"]!["InputPayload"]).Should().Be("{}");
    }

    [TestCase("no name")]
    [TestCase("a~b")]
    [TestCase("x1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Name_ThatIsNone_IsABadRequest(string name) => (await Client.InvokeAsync(Function, name: name)).Status.Should().Be(400);

    [Test]
    public async Task Name_UsedAgainWithTheSameInput_IsTheSameExecution()
    {
        var first = await Client.StartAsync(Function, "[1]", "n");
        var second = await Client.StartAsync(Function, "[1]", "n");
        var attached = Client.InvokeAsync(Function, "[1]", name: "n");
        await (await Worker.NextAsync()).SucceedAsync("7");

        (await attached).Body.Should().Be("7");
        (await Client.InvokeAsync(Function, "[1]", name: "n")).Body.Should().Be("7");
        second.Should().Be(first);
    }

    [Test]
    public async Task Name_UsedAgainWithAnotherInput_IsRefused()
    {
        var arn = await Client.StartAsync(Function, "[1]", "n");

        var running = await Client.InvokeAsync(Function, "[2]", name: "n");
        await Client.StopAsync(arn);
        var ended = await Client.InvokeAsync(Function, "[2]", name: "n");

        running.Status.Should().Be(409);
        running.ErrorCode.Should().Be("DurableExecutionAlreadyStartedException");
        ended.Status.Should().Be(409);
    }

    [Test]
    public async Task Name_OfAnotherFunctionsExecution_IsFree()
    {
        var first = await Client.StartAsync(Function, "[1]", "n");
        var second = await Client.StartAsync("other", "[2]", "n");
        var again = await Client.StartAsync("other", "[2]", "n");

        second.Should().NotBe(first).And.Contain("/durable-execution/n/");
        again.Should().Be(second);
        ((string?)(await Client.DescribeAsync(second)).Json["DurableExecutionName"]).Should().Be("n");
        (await Client.ListAsync("other", "?DurableExecutionName=n")).Json["DurableExecutions"]!.AsArray().Should().HaveCount(1);
    }

    [Test]
    public async Task Plain_Invoked_GivesItsAnswerAndHasNoExecution()
    {
        var invoking = Client.InvokeAsync("plain", "[1]");
        var next = await new RawFunction(Client, "plain").NextAsync();
        await next.RespondAsync("[2]");

        var reply = await invoking;

        next.Event.Should().Be("[1]");
        reply.Body.Should().Be("[2]");
        reply.Headers.Should().NotContainKey("x-amz-durable-execution-arn");
    }

    [Test]
    public async Task Plain_ThatFails_SaysSo()
    {
        var invoking = Client.InvokeAsync("plain", "[1]");
        await (await new RawFunction(Client, "plain").NextAsync()).BreakAsync("Oops", "No.");

        var reply = await invoking;

        reply.Headers["x-amz-function-error"].Should().Be("Unhandled");
        ((string?)reply.Json["errorType"]).Should().Be("Oops");
    }

    [Test]
    public async Task Plain_AsAnEvent_RunsLater()
    {
        var reply = await Client.InvokeAsync("plain", "[1]", "Event");

        var next = await new RawFunction(Client, "plain").NextAsync();

        reply.Status.Should().Be(202);
        next.Event.Should().Be("[1]");
    }

    [Test]
    public async Task Handler_OfThisProcess_IsCalled()
    {
        var reply = await Client.InvokeAsync("inside", "[1]");

        reply.Body.Should().Be("""{"echo":[1]}""");
    }

    [Test]
    public async Task Handler_ThatThrows_IsAFunctionError()
    {
        var reply = await Client.InvokeAsync("inside", "\"throw\"");

        reply.Headers["x-amz-function-error"].Should().Be("Unhandled");
        ((string?)reply.Json["errorMessage"]).Should().Be("As asked.");
    }

    private static async Task<Stream> Inside(FunctionRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Payload);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return text.Contains("throw", StringComparison.Ordinal)
            ? throw new InvalidOperationException("As asked.")
            : new MemoryStream(Encoding.UTF8.GetBytes($$"""{"echo":{{text}}}"""));
    }
}

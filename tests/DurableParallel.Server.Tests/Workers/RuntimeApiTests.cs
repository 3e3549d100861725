using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>The Runtime API as function processes see it.</summary>
[TestFixture]
internal sealed class RuntimeApiTests : ServerFixture
{
    protected override DurableServerOptions Options => new()
    {
        Functions = [new ServedFunctionOptions { Name = "f", InvocationTimeout = TimeSpan.FromSeconds(30) }],
    };

    [Test]
    public async Task Next_ForSeveralFunctions_GetsEventsOfAll()
    {
        var worker = new RawFunction(Client, "a,b");
        var waiting = worker.NextAsync();
        while ((await Client.InvokeAsync("b", type: "Event")).Status != 202)
        {
            // The worker is on its way, and makes its functions known.
        }

        var first = await waiting;

        // A worker that asks for the next event without an answer gets this one again.
        await first.SucceedAsync();
        await Client.StartAsync("a");
        var second = await worker.NextAsync();

        first.Headers["lambda-runtime-invoked-function-arn"].Should().EndWith(":function:b:$LATEST");
        second.Headers["lambda-runtime-invoked-function-arn"].Should().EndWith(":function:a:$LATEST");
    }

    [Test]
    public async Task Next_ForAllFunctions_GetsEventsOfAny()
    {
        var worker = new RawFunction(Client, "*");
        var waiting = worker.NextAsync();
        while ((await Client.InvokeAsync("anything", type: "Event")).Status != 202)
        {
            // The worker is on its way.
        }

        (await waiting).Arn.Should().Contain(":function:anything:");
    }

    [Test]
    public async Task Next_ForAnotherFunction_GetsNothingOfThis()
    {
        var other = new RawFunction(Client, "other").NextAsync();
        await Client.StartAsync("f");

        var own = await new RawFunction(Client, "f").NextAsync();

        own.Arn.Should().Contain(":function:f:");
        other.IsCompleted.Should().BeFalse();
    }

    [Test]
    public async Task Next_WithAnEvent_SaysWhatItIs()
    {
        await Client.StartAsync("f");

        var next = await new RawFunction(Client, "f").NextAsync();

        next.Headers["lambda-runtime-deadline-ms"].Should().Be((Clock.GetUtcNow().ToUnixTimeMilliseconds() + 30_000).ToString());
        next.Headers["lambda-runtime-trace-id"].Should().StartWith("Root=1-");
        next.Headers["content-type"].Should().Be("application/json");
    }

    [Test]
    public async Task Response_Twice_IsRefusedTheSecondTime()
    {
        await Client.StartAsync("f");
        var next = await new RawFunction(Client, "f").NextAsync();

        var first = await next.SucceedAsync();
        var second = await next.SucceedAsync();

        first.Status.Should().Be(202);
        first.Body.Should().Be("""{"status":"OK"}""");
        second.Status.Should().Be(400);
        ((string?)second.Json["errorType"]).Should().Be("InvalidRequestID");
    }

    [Test]
    public async Task Response_ThatIsTooLarge_IsRefusedAndMayBeFollowedByAnError()
    {
        var arn = await Client.StartAsync("f");
        var next = await new RawFunction(Client, "f").NextAsync();

        var refused = await next.RespondAsync(new string('x', (13 * 1024 * 1024) + 1));
        var error = await next.BreakAsync("Function.ResponseSizeTooLarge", "Too large.");

        refused.Status.Should().Be(413);
        error.Status.Should().Be(202);
        await new RawFunction(Client, "f").NextAsync();
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ X");
    }

    [TestCase("nonsense")]
    [TestCase("[]")]
    [TestCase("{\"errorType\":7}")]
    [TestCase("")]
    public async Task Error_WithAnyBody_IsABrokenInvocation(string body)
    {
        var arn = await Client.StartAsync("f");
        var worker = new RawFunction(Client, "f");
        var next = await worker.NextAsync();

        var reply = await Client.PostAsync($"{worker.Base}/invocation/{next.RequestId}/error", body, ("Lambda-Runtime-Function-Error-Type", "Mine"));
        await worker.NextAsync();

        reply.Status.Should().Be(202);
        var error = (await Client.EventsAsync(arn))[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!;
        ((string?)error["ErrorType"]).Should().Be("Mine");
    }

    [Test]
    public async Task InitError_IsTaken() =>
        (await Client.PostAsync($"{new RawFunction(Client, "f").Base}/init/error", """{"errorType":"T","errorMessage":"M"}""")).Status.Should().Be(202);

    [Test]
    public async Task InvocationTimeout_WhenItIsUp_BreaksTheInvocation()
    {
        var arn = await Client.StartAsync("f");
        var worker = new RawFunction(Client, "f");
        var slow = await worker.NextAsync();

        Clock.Advance(TimeSpan.FromSeconds(30));
        while ((await Client.EventsAsync(arn)).Count < 2)
        {
            // Its end is noted on another thread, and a worker that asks before would be taken for one that lost its event.
        }

        var next = await worker.NextAsync();

        next.RequestId.Should().NotBe(slow.RequestId);
        (await slow.SucceedAsync()).Status.Should().Be(400);
        var error = (await Client.EventsAsync(arn))[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!;
        ((string?)error["ErrorType"]).Should().Be("Sandbox.Timedout");
        ((string?)error["ErrorMessage"]).Should().EndWith("Task timed out after 30.00 seconds");
    }
}

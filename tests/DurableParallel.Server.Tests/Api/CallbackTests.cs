using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Callbacks over the wire.</summary>
[TestFixture]
internal sealed class CallbackTests : ServerFixture
{
    private const string Function = "f";

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function }] };

    private RawFunction Worker => new(Client, Function);

    [TestCase("\"yes\"", "\"yes\"")]
    [TestCase("not json", "not json")]
    [TestCase("", null)]
    public async Task Succeed_WithABody_GivesItToTheFunctionAsItIs(string body, string? expected)
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k I");

        var reply = await Client.CallbackAsync(script.CallbackId("k"), "succeed", body);
        var next = await Worker.NextAsync();
        await next.SucceedAsync();
        await Client.EndedAsync(arn);

        reply.Status.Should().Be(200);
        reply.Body.Should().Be("{}");
        var callback = next.Operation("k")!;
        ((string?)callback["Status"]).Should().Be("SUCCEEDED");
        ((string?)callback["CallbackDetails"]!["Result"]).Should().Be(expected);
        next.Envelope["UpdatedOperationIds"]!.AsArray().Select(id => (string?)id).Should().Equal("k");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ K+k I K-k I ES");
    }

    [TestCase("""{"ErrorType":"T","ErrorMessage":"M","ErrorData":"D","StackTrace":["at a"]}""", """{"ErrorType":"T","ErrorMessage":"M","ErrorData":"D","StackTrace":["at a"]}""")]
    [TestCase("""{"ErrorMessage":"M"}""", """{"ErrorMessage":"M"}""")]
    [TestCase("{}", "{}")]
    [TestCase("", "{}")]
    public async Task Fail_WithABody_GivesTheErrorToTheFunctionAsItIs(string body, string expected)
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k I");

        var reply = await Client.CallbackAsync(script.CallbackId("k"), "fail", body);
        var next = await Worker.NextAsync();

        reply.Status.Should().Be(200, reply.Body);
        ((string?)next.Operation("k")!["Status"]).Should().Be("FAILED");
        next.Operation("k")!["CallbackDetails"]!["Error"]!.ToJsonString().Should().Be(expected);
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ K+k I K!k");
    }

    [TestCase("[1]")]
    [TestCase("7")]
    [TestCase("{")]
    public async Task Fail_WithABodyThatIsNoError_IsABadRequest(string body)
    {
        await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k I");

        (await Client.CallbackAsync(script.CallbackId("k"), "fail", body)).Status.Should().Be(400);
    }

    [Test]
    public async Task Complete_DuringAnInvocation_ShowsInTheNextCheckpoint()
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k");
        await Client.CallbackAsync(script.CallbackId("k"), "succeed", "1");

        var delta = await script.Invocation!.CheckpointAsync();
        await script.PlayAsync("=");

        ((string?)delta.Single()["Status"]).Should().Be("SUCCEEDED");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ K+k K-k I ES");
    }

    [Test]
    public async Task Complete_WhileTheFunctionWaitsForSomethingElse_WakesIt()
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k,W+w(10) I");
        await Client.CallbackAsync(script.CallbackId("k"), "succeed", "1");

        await script.PlayAsync("I >10 =");

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ K+k W+w(10) I K-k I W-w I ES");
    }

    [Test]
    public async Task Complete_Twice_IsRefusedTheSecondTime()
    {
        await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k I");
        await Client.CallbackAsync(script.CallbackId("k"), "succeed", "1");

        var again = await Client.CallbackAsync(script.CallbackId("k"), "fail");

        again.Status.Should().Be(400);
        again.ErrorCode.Should().Be("CallbackTimeoutException");
    }

    [TestCase("nonsense!")]
    [TestCase("AAAA")]
    public async Task Complete_WithAnIdThatIsNone_IsABadRequest(string id)
    {
        var reply = await Client.CallbackAsync(id, "succeed", "1");

        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
    }

    [Test]
    public async Task Complete_WithAnIdOfNothing_IsNotFound()
    {
        var id = Convert.ToBase64String("nobody\n1"u8);

        (await Client.CallbackAsync(id, "heartbeat")).Status.Should().Be(404);
    }

    [Test]
    public async Task Succeed_WithMoreThanTheLimit_IsTooLarge()
    {
        await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k I");

        var reply = await Client.CallbackAsync(script.CallbackId("k"), "succeed", new string('x', (256 * 1024) + 1));

        reply.Status.Should().Be(413);
        reply.ErrorCode.Should().Be("RequestTooLargeException");
    }

    [Test]
    public async Task Timeout_WhenItIsUp_EndsTheCallback()
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k(5) I >5");

        var next = await Worker.NextAsync();

        ((string?)next.Operation("k")!["Status"]).Should().Be("TIMED_OUT");
        next.Operation("k")!["CallbackDetails"]!["Error"]!.ToJsonString().Should().Be("""{"ErrorType":"Callback.Timeout","ErrorMessage":"Callback timed out"}""");
        var events = await Client.EventsAsync(arn);
        RawHistory.Describe(events).Should().Be("E+ K+k I K?k");
        ((int)events[1]["CallbackStartedDetails"]!["Timeout"]!).Should().Be(5);
        events[1]["CallbackStartedDetails"]!.AsObject().ContainsKey("HeartbeatTimeout").Should().BeFalse();
    }

    [Test]
    public async Task Heartbeat_InTime_BeginsTheIntervalAgainAndWakesNobody()
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("K+k(100;5) I >4");

        var heartbeat = await Client.CallbackAsync(script.CallbackId("k"), "heartbeat");
        await script.PlayAsync(">4");
        var history = RawHistory.Describe(await Client.EventsAsync(arn));
        await script.PlayAsync(">1");
        var next = await Worker.NextAsync();

        heartbeat.Status.Should().Be(200);
        history.Should().Be("E+ K+k I");
        ((string?)next.Operation("k")!["CallbackDetails"]!["Error"]!["ErrorType"]).Should().Be("Callback.Heartbeat");
    }

    [Test]
    public async Task WaitForCallback_WithItsSubmitter_IsRecordedInOrder()
    {
        var arn = await Client.StartAsync(Function);
        var script = new RawScript(Client, Worker, Clock);
        await script.PlayAsync("V+v K+v.1 S+v.2,S-v.2 I");
        await Client.CallbackAsync(script.CallbackId("v-1"), "succeed", "1");

        await script.PlayAsync("V-v =");

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ V+v K+v.1 S+v.2 S-v.2(1) I K-v.1 V-v I ES");
    }
}

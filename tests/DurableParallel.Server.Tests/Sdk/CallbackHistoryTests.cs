namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What is recorded of callbacks, and of waits for them.</summary>
[TestFixture]
internal sealed class CallbackHistoryTests : SdkFixture
{
    private static readonly CallbackConfig TenSeconds = new() { Timeout = TimeSpan.FromSeconds(10) };

    [TestCase("succeed", "\"yes\"", "K-k I ES", "\"yes\"")]
    [TestCase("fail", """{"ErrorType":"Denied","ErrorMessage":"No."}""", "K!k I EF", null)]
    public async Task History_OfACallback_IsExact(string how, string body, string end, string? result)
    {
        Attach((Function, DurableFunction.Create(async context => await (await context.CreateCallbackAsync<string>("k", TenSeconds)).GetResultAsync())));
        var arn = await Client.StartAsync(Function);
        var waiting = await RestAsync(arn, 1);

        await Client.CallbackAsync((string)waiting.Details("K+k")["CallbackId"]!, how, body);
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ K+k I " + end);
        run.Result.Should().Be(result);
        run.Details("K+k").Select(member => member.Key).Should().BeEquivalentTo("CallbackId", "Timeout");
        ((int?)run.Details("K+k")["Timeout"]).Should().Be(10);
        if (result is null)
        {
            run.ErrorType("K!k").Should().Be("Denied");
            run.ErrorType("EF").Should().Be("Denied");
        }
        else
        {
            run.Payload("K-k").Should().Be(body);
        }
    }

    [TestCase(10, null, "Callback.Timeout")]
    [TestCase(60, 5, "Callback.Heartbeat")]
    public async Task History_OfACallbackThatIsLate_SaysWhichTimeIsUp(int timeout, int? heartbeat, string error)
    {
        var config = new CallbackConfig { Timeout = TimeSpan.FromSeconds(timeout), HeartbeatTimeout = heartbeat is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        Attach((Function, DurableFunction.Create(async context => await (await context.CreateCallbackAsync<string>("k", config)).GetResultAsync())));
        var arn = await Client.StartAsync(Function);
        await RestAsync(arn, 1);

        Clock.Advance(TimeSpan.FromSeconds(heartbeat ?? timeout));
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ K+k I K?k I EF");
        run.ErrorType("K?k").Should().Be(error);
        run.Details("K+k").ContainsKey("HeartbeatTimeout").Should().Be(heartbeat is not null);
    }

    [Test]
    public async Task History_OfACallbackCompletedDuringAWait_WakesTheFunctionTwice()
    {
        Attach((Function, DurableFunction.Create(async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("k");
            await context.WaitAsync(TimeSpan.FromSeconds(5));
            return await callback.GetResultAsync();
        })));
        var arn = await Client.StartAsync(Function);
        var waiting = await RestAsync(arn, 1);

        await Client.CallbackAsync((string)waiting.Details("K+k")["CallbackId"]!, "succeed", "\"yes\"");
        await RestAsync(arn, 2);
        Clock.Advance(TimeSpan.FromSeconds(5));
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ K+k W+2(5) I K-k I W-2 I ES");
        run.Result.Should().Be("\"yes\"");
    }

    [Test]
    public async Task History_OfAWaitForACallback_IsExact()
    {
        Attach((Function, DurableFunction.Create(async context => await context.WaitForCallbackAsync<string>("v", (id, _) =>
        {
            Lines.Note(id);
            return Task.CompletedTask;
        }))));
        var arn = await Client.StartAsync(Function);
        var waiting = await RestAsync(arn, 1);

        await Client.CallbackAsync(waiting.Lines.Single(), "succeed", "\"yes\"");
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ V+v K+v.v_callback S+v.v_submitter S-v.v_submitter(1) I K-v.v_callback V-v I ES");
        run.Result.Should().Be("\"yes\"");
        run.Payload("V-v").Should().Be("\"yes\"");
    }

    [Test]
    public async Task History_OfAWaitForACallbackThatFails_IsExact()
    {
        var arn = await AskAsync(new WaitForCallbackConfig());
        var waiting = await RestAsync(arn, 1);

        await Client.CallbackAsync(waiting.Lines.Single(), "fail", """{"ErrorType":"Denied","ErrorMessage":"No."}""");
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ V+v K+v.v_callback S+v.v_submitter S-v.v_submitter(1) I K!v.v_callback V!v I EF");
        run.ErrorType("V!v").Should().Be("Denied");
        run.ErrorType("EF").Should().Be("Denied");
    }

    [Test]
    public async Task History_OfAWaitForACallbackThatIsLate_IsExact()
    {
        var arn = await AskAsync(new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(10) });

        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ V+v K+v.v_callback S+v.v_submitter S-v.v_submitter(1) I K?v.v_callback V!v I EF");
        run.ErrorType("V!v").Should().Be("Callback.Timeout");
    }

    [Test]
    public async Task History_OfAWaitForACallbackWhoseSubmitterIsRetried_IsExact()
    {
        var arn = await AskAsync(new WaitForCallbackConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(3)) }, failures: 1);
        await RestAsync(arn, 1);
        Clock.Advance(TimeSpan.FromSeconds(3));
        var waiting = await RestAsync(arn, 2);

        await Client.CallbackAsync(waiting.Lines[^1], "succeed", "\"yes\"");
        var run = await FinishAsync(arn);

        run.History.Should().Be("E+ V+v K+v.v_callback S+v.v_submitter S!v.v_submitter(1;3) I S+v.v_submitter S-v.v_submitter(2) I K-v.v_callback V-v I ES");
        run.Lines.Distinct().Should().ContainSingle("a retried submitter hands out the same id");
    }

    [Test]
    public async Task History_OfAWaitForACallbackWhoseSubmitterFails_IsExact()
    {
        var run = await FinishAsync(await AskAsync(new WaitForCallbackConfig { Retry = RetryStrategy.None }, failures: 1));

        run.History.Should().Be("E+ V+v K+v.v_callback S+v.v_submitter S!v.v_submitter(1) V!v I EF");
        run.ErrorType("V!v").Should().EndWith("TransientError");
    }

    private Task<string> AskAsync(WaitForCallbackConfig config, int failures = 0)
    {
        Attach((Function, DurableFunction.Create(context => context.WaitForCallbackAsync<string>(
            "v",
            (id, _) => Lines.Note(id) <= failures ? throw new TransientError("No.") : Task.CompletedTask,
            config))));
        return Client.StartAsync(Function);
    }
}

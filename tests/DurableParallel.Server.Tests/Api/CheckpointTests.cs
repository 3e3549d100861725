using System.Text.Json.Nodes;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Checkpoints and states over the wire: tokens, deltas, atomic batches, pages.</summary>
[TestFixture]
internal sealed class CheckpointTests : ServerFixture
{
    private const string Function = "f";

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function, InvocationTimeout = TimeSpan.FromHours(1) }], FirstPageCount = 3 };

    private RawFunction Worker => new(Client, Function);

    [Test]
    public async Task Envelope_OfTheFirstInvocation_HoldsTheExecutionFirst()
    {
        var arn = await Client.StartAsync(Function, """{"a":1}""", "n");

        var invocation = await Worker.NextAsync();

        invocation.Arn.Should().Be(arn);
        var execution = invocation.Operations.Single();
        ((string?)execution["Id"]).Should().Be(arn.Split('/')[^1]);
        ((string?)execution["Type"]).Should().Be("EXECUTION");
        ((string?)execution["Status"]).Should().Be("STARTED");
        ((long)execution["StartTimestamp"]!).Should().Be(Clock.GetUtcNow().ToUnixTimeMilliseconds());
        ((string?)execution["ExecutionDetails"]!["InputPayload"]).Should().Be("""{"a":1}""");
        invocation.Envelope.ContainsKey("UpdatedOperationIds").Should().BeFalse();
        ((string?)invocation.Envelope["InitialExecutionState"]!["NextMarker"]).Should().BeNull();
    }

    [Test]
    public async Task Token_OfACheckpoint_IsGoodOnce()
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        var first = invocation.Token;

        await invocation.CheckpointAsync();
        var again = await Client.CheckpointAsync(invocation.Arn, first);

        again.ShouldBeStaleToEverySdk();
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("nonsense")]
    public async Task Token_ThatIsNone_IsRefused(string? token)
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();

        var reply = await Client.CheckpointAsync(invocation.Arn, token);

        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
    }

    [Test]
    public async Task Token_OfAnEarlierInvocation_IsStale()
    {
        await Client.StartAsync(Function);
        var first = await Worker.NextAsync();
        await first.BreakAsync();
        var second = await Worker.NextAsync();

        var reply = await first.TryCheckpointAsync();

        reply.ShouldBeStaleToEverySdk();
        (await second.TryCheckpointAsync()).Status.Should().Be(200);
    }

    [Test]
    public async Task Token_OfAnExecutionThatHasEnded_IsRefused()
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        await Client.StopAsync(arn);

        var reply = await invocation.TryCheckpointAsync(RawScript.Update("S+a"));

        reply.ShouldBeStaleToEverySdk();
    }

    [Test]
    public async Task Checkpoint_RepeatedWithItsClientToken_GetsTheSameAnswer()
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        var updates = new JsonArray(RawScript.Update("S+a"));

        var first = await Client.CheckpointAsync(invocation.Arn, invocation.Token, (JsonArray)updates.DeepClone(), "once");
        var again = await Client.CheckpointAsync(invocation.Arn, invocation.Token, (JsonArray)updates.DeepClone(), "once");
        var other = await Client.CheckpointAsync(invocation.Arn, invocation.Token, (JsonArray)updates.DeepClone(), "other");

        first.Status.Should().Be(200);
        again.Status.Should().Be(200);
        again.Body.Should().Be(first.Body);
        other.ShouldBeStaleToEverySdk();
    }

    [Test]
    public async Task Checkpoint_RepeatedAfterAQuarterOfAnHour_IsStale()
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        await Client.CheckpointAsync(invocation.Arn, invocation.Token, clientToken: "once");

        Clock.Advance(TimeSpan.FromMinutes(14) + TimeSpan.FromSeconds(59));
        var early = await Client.CheckpointAsync(invocation.Arn, invocation.Token, clientToken: "once");

        Clock.Advance(TimeSpan.FromSeconds(2));
        var late = await Client.CheckpointAsync(invocation.Arn, invocation.Token, clientToken: "once");

        early.Status.Should().Be(200);
        late.ShouldBeStaleToEverySdk();
    }

    [Test]
    public async Task Checkpoint_ThatEndsTheExecution_GetsNoTokenAndCanBeRepeated()
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        JsonArray Updates() => [new JsonObject { ["Id"] = "execution-result-1", ["Type"] = "EXECUTION", ["Action"] = "SUCCEED", ["Payload"] = "\"large\"" }];

        var reply = await Client.CheckpointAsync(arn, invocation.Token, Updates(), "once");
        var again = await Client.CheckpointAsync(arn, invocation.Token, Updates(), "once");
        var ended = await Client.EndedAsync(arn);
        await invocation.SucceedAsync("");

        reply.Status.Should().Be(200);
        reply.Json.ContainsKey("CheckpointToken").Should().BeFalse();
        again.Body.Should().Be(reply.Body);
        ((string?)ended["Result"]).Should().Be("\"large\"");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ I ES");
    }

    [Test]
    public async Task Checkpoint_WithOneInvalidUpdate_ChangesNothing()
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();

        var refused = await invocation.TryCheckpointAsync(RawScript.Update("S+a"), RawScript.Update("C-b"), RawScript.Update("W/c"));
        var state = await Client.StateAsync(arn, invocation.Token);

        refused.Status.Should().Be(400);
        refused.Message.Should().Be("Cannot cancel a WAIT that does not exist or has already completed.");
        state.Json["Operations"]!.AsArray().Should().HaveCount(1);
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+");
        (await invocation.TryCheckpointAsync(RawScript.Update("S+a"))).Status.Should().Be(200, "a refused checkpoint does not use up its token");
    }

    [TestCase("Step", 200)]
    [TestCase("My_own-1", 200)]
    [TestCase("with blank", 400)]
    [TestCase("a.b", 400)]
    [TestCase("", 400)]
    [TestCase("x12345678901234567890123456789012", 400)]
    public async Task SubType_OutsideOfItsCharacters_IsRefused(string subType, int status)
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        var update = RawScript.Update("S+a");
        update["SubType"] = subType;

        var reply = await invocation.TryCheckpointAsync(update);

        reply.Status.Should().Be(status, reply.Body);
    }

    [Test]
    public async Task Delta_AfterAWaitIsOver_HoldsItOnce()
    {
        await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        await invocation.CheckpointAsync(RawScript.Update("S+a"), RawScript.Update("W+w(2)"));

        Clock.Advance(TimeSpan.FromSeconds(2));
        var first = await invocation.CheckpointAsync();
        var second = await invocation.CheckpointAsync();

        first.Select(operation => (string?)operation["Id"]).Should().Equal("w");
        ((string?)first[0]["Status"]).Should().Be("SUCCEEDED");
        second.Should().BeEmpty();
    }

    [Test]
    public async Task Retry_WhenItsDelayIsOver_IsReady()
    {
        await Client.StartAsync(Function);
        var first = await Worker.NextAsync();
        var pending = await first.CheckpointAsync(RawScript.Update("S+a"), RawScript.Update("S~a(5)"));
        await first.PendingAsync();

        Clock.Advance(TimeSpan.FromSeconds(5));
        var second = await Worker.NextAsync();

        ((string?)pending[0]["Status"]).Should().Be("PENDING");
        ((int)pending[0]["StepDetails"]!["Attempt"]!).Should().Be(1);
        ((decimal)pending[0]["StepDetails"]!["NextAttemptTimestamp"]!).Should().Be((decimal)(Clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
        var ready = second.Operation("a")!;
        ((string?)ready["Status"]).Should().Be("READY");
        ready["StepDetails"]!.AsObject().ContainsKey("NextAttemptTimestamp").Should().BeFalse();
        second.Envelope["UpdatedOperationIds"]!.AsArray().Select(id => (string?)id).Should().Equal("a");
    }

    [Test]
    public async Task State_OfManyOperations_ComesInPages()
    {
        var arn = await Client.StartAsync(Function);
        var first = await Worker.NextAsync();
        await first.CheckpointAsync([.. Enumerable.Range(1, 6).Select(number => RawScript.Update($"S-s{number}"))]);
        await first.BreakAsync();
        var second = await Worker.NextAsync();
        var marker = (string)second.Envelope["InitialExecutionState"]!["NextMarker"]!;

        var page = (await Client.StateAsync(arn, second.Token, $"&Marker={marker}&MaxItems=2")).Json;
        var last = (await Client.StateAsync(arn, second.Token, $"&Marker={(string?)page["NextMarker"]}")).Json;

        string?[] ids =
        [
            .. second.Operations.Skip(1).Select(operation => (string?)operation["Id"]),
            .. page["Operations"]!.AsArray().Select(operation => (string?)operation!["Id"]),
            .. last["Operations"]!.AsArray().Select(operation => (string?)operation!["Id"]),
        ];
        ids.Should().Equal("s1", "s2", "s3", "s4", "s5", "s6");
        last.ContainsKey("NextMarker").Should().BeFalse();
        (await second.TryCheckpointAsync()).Status.Should().Be(200, "reading does not use up the token");
    }

    [Test]
    public async Task State_BelowFinishedContexts_IsLeftOutUnlessTheyReplayTheirChildren()
    {
        var arn = await Client.StartAsync(Function);
        var first = await Worker.NextAsync();
        await new[] { "C+a", "S-a.1", "C-a", "C+b", "S-b.1", "C*b", "C+c", "C+c.1", "S-c.1.1", "C*c.1", "C-c" }
            .Select(word => RawScript.Update(word))
            .Aggregate(Task.CompletedTask, async (before, update) =>
            {
                await before;
                await first.CheckpointAsync(update);
            });
        await first.BreakAsync();

        var second = await Worker.NextAsync();
        var all = (await Client.StateAsync(arn, second.Token)).Json["Operations"]!.AsArray();

        all.Skip(1).Select(operation => (string?)operation!["Id"]).Should().Equal("a", "b", "b-1", "c");
    }

    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a b","Type":"STEP","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"","Type":"STEP","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"STEPS","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"STEP","Action":"HEARTBEAT"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"STEP"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":0}}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":31622401}}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"WAIT","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"CALLBACK","Action":"START","CallbackOptions":{"TimeoutSeconds":-1}}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"CHAINED_INVOKE","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Type":"CHAINED_INVOKE","Action":"START","ChainedInvokeOptions":{"FunctionName":"no such name!"}}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Name":"\u00e9","Type":"STEP","Action":"START"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[{"Id":"a","Payload":"\ud800","Type":"STEP","Action":"SUCCEED"}]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":[null]}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","Updates":{}}""")]
    [TestCase("""{"CheckpointToken":"TOKEN","ClientToken":"with blank"}""")]
    [TestCase("""{"CheckpointToken":7}""")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("")]
    [TestCase("{")]
    public async Task Checkpoint_WithABodyThatIsNone_IsABadRequest(string body)
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();

        var reply = await Client.PostAsync(
            $"/2025-12-01/durable-executions/{RawClient.Escaped(arn)}/checkpoint",
            body.Replace("TOKEN", invocation.Token, StringComparison.Ordinal));

        reply.Status.Should().Be(400, reply.Body);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
        (await invocation.TryCheckpointAsync()).Status.Should().Be(200);
    }

    [Test]
    public async Task Pending_OnNothing_IsABrokenInvocation()
    {
        var arn = await Client.StartAsync(Function);

        await new RawScript(Client, Worker, Clock).PlayAsync("I =");

        var events = await Client.EventsAsync(arn);
        RawHistory.Describe(events).Should().Be("E+ X I ES");
        ((string?)events[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!["ErrorMessage"]).Should().Be("Cannot return PENDING status with no pending operations.");
    }

    [Test]
    public async Task Pending_OnWhatHasJustCompleted_IsInvokedAgainAtOnce()
    {
        var arn = await Client.StartAsync(Function);
        var first = await Worker.NextAsync();
        await first.CheckpointAsync(RawScript.Update("W+w(2)"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await first.CheckpointAsync();

        await first.PendingAsync();
        var second = await Worker.NextAsync();
        await second.SucceedAsync();
        await Client.EndedAsync(arn);

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ W+w(2) W-w I I ES");
    }

    [TestCase("""{"Status":"DONE"}""")]
    [TestCase("""{"Status":"SUCCEEDED","Error":{}}""")]
    [TestCase("""{"Status":"FAILED","Result":"1"}""")]
    [TestCase("{}")]
    [TestCase("nonsense")]
    public async Task Answer_ThatIsMalformed_IsABrokenInvocation(string answer)
    {
        var arn = await Client.StartAsync(Function);
        var first = await Worker.NextAsync();

        await first.RespondAsync(answer);
        var second = await Worker.NextAsync();
        await second.SucceedAsync();
        await Client.EndedAsync(arn);

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ X I ES");
    }

    [Test]
    public async Task Invocations_ThatBreakFiveTimesInARow_FailTheExecution()
    {
        var arn = await Client.StartAsync(Function);

        for (var time = 0; time < 5; time++)
        {
            await (await Worker.NextAsync()).BreakAsync("Boom", "Again.");
        }

        var ended = await Client.EndedAsync(arn);
        ((string?)ended["Status"]).Should().Be("FAILED");
        ((string?)ended["Error"]!["ErrorType"]).Should().Be("Boom");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ X X X X X EF");
    }

    [Test]
    public async Task Invocations_ThatBreakAndSomeThatDoNot_AreCountedFromTheLastGoodOne()
    {
        var arn = await Client.StartAsync(Function);

        await new RawScript(Client, Worker, Clock).PlayAsync("X X X X W+a(1) I >1 X X X X =");

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ X X X X W+a(1) I W-a X X X X I ES");
    }

    [Test]
    public async Task Operations_BeyondTheQuota_FailTheExecution()
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();
        await invocation.CheckpointAsync([.. Enumerable.Range(1, 3000).Select(number => RawScript.Update($"S-s{number}"))]);

        var reply = await invocation.TryCheckpointAsync(RawScript.Update("S-more"));

        reply.Status.Should().Be(200, reply.Body);
        reply.Json.ContainsKey("CheckpointToken").Should().BeFalse();
        var ended = await Client.EndedAsync(arn);
        ((string?)ended["Error"]!["ErrorType"]).Should().Be("OperationLimitExceeded");
    }
}

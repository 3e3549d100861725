using System.Text.Json.Nodes;

namespace DurableParallel.Interop;

/// <summary>Functions written with AWS's SDK for JavaScript, run by a process against our server.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class JavaScriptFunctionTests : JavaScriptFixture
{
    [TestCase("parallel", """{"value":1}""", "[2,3]")]
    [TestCase("map", """{"items":[1,2,3]}""", "[1,4,9]")]
    [TestCase("wait", "{}", """["before","after"]""")]
    [TestCase("retry", "{}", "\"worked\"")]
    [TestCase("invoke", """{"a":2,"b":3}""", """{"sum":5,"echo":{"echoed":"hello"}}""")]
    [TestCase("child", "{}", "3")]
    [TestCase("condition", "{}", """{"count":3}""")]
    public async Task Function_Invoked_GivesItsResult(string function, string input, string expected)
    {
        var (body, error, _) = await InvokeAsync(function, input);

        error.Should().BeNull(body);
        body.Should().Be(expected);
    }

    [Test]
    public async Task Callback_CompletedByItsSubmitter_GivesItsResult()
    {
        var (body, error, _) = await InvokeAsync("callback");

        error.Should().BeNull(body);
        JsonNode.Parse(body)!.ToJsonString().Should().Contain("approved");
    }

    [Test]
    public async Task Callback_CompletedFromOutside_GivesItsResult()
    {
        var (_, _, arn) = await InvokeAsync("createdCallback", type: "Event");
        JsonObject? started = null;
        while (started is null)
        {
            await Task.Delay(20);
            started = (await HistoryAsync(arn)).FirstOrDefault(e => (string?)e["EventType"] == "CallbackStarted");
        }

        await Server.Engine.SucceedCallbackWithPayloadAsync((string)started["CallbackStartedDetails"]!["CallbackId"]!, "\"from outside\"");
        var execution = await Server.Engine.FindAsync(arn.Split('/')[2]);

        (await execution!.GetResultPayloadAsync()).Should().Contain("from outside");
    }

    [Test]
    public async Task Failure_ThatLeavesTheFunction_FailsTheExecution()
    {
        var (body, error, arn) = await InvokeAsync("failing");

        error.Should().Be("Unhandled");
        body.Should().Contain("On purpose.");
        (await HistoryAsync(arn)).Select(e => (string?)e["EventType"]).Should()
            .Equal("ExecutionStarted", "StepStarted", "StepFailed", "InvocationCompleted", "ExecutionFailed");
    }

    [Test]
    public async Task Token_ThatIsStale_FailsTheInvocationAndTheFunctionIsInvokedAgain()
    {
        var (body, error, arn) = await InvokeAsync("stale");

        error.Should().BeNull(body);
        body.Should().Be("\"on record\"");
        var history = await HistoryAsync(arn);
        history.Select(e => (string?)e["EventType"]).Should()
            .Equal("ExecutionStarted", "InvocationCompleted", "StepStarted", "StepSucceeded", "InvocationCompleted", "ExecutionSucceeded");
        history[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!["ErrorMessage"]!.ToString().Should().ContainEquivalentOf("invalid checkpoint token");
    }

    [Test]
    public async Task Result_BeyondTheLimitOfAnAnswer_ComesInACheckpoint()
    {
        var (body, error, arn) = await InvokeAsync("large");

        error.Should().BeNull();
        body.Length.Should().Be((6 * 1024 * 1024) - 18);
        (await HistoryAsync(arn)).Select(e => (string?)e["EventType"]).Should().Equal("ExecutionStarted", "InvocationCompleted", "ExecutionSucceeded");
    }

    [Test]
    public async Task Parallel_WithAWaitInABranch_HasAWholeHistory()
    {
        var (_, _, arn) = await InvokeAsync("parallel", """{"value":1}""");

        var types = (await HistoryAsync(arn)).Select(e => (string?)e["EventType"]).ToList();

        types.Should().StartWith("ExecutionStarted").And.EndWith("ExecutionSucceeded");
        types.Count(type => type == "ContextStarted").Should().Be(3);
        types.Count(type => type == "ContextSucceeded").Should().Be(3);
        types.Count(type => type == "WaitSucceeded").Should().Be(1);
    }

    [Test]
    public async Task Client_OfAws_UnderstandsTheServer()
    {
        var (code, output, error) = await ForeignProgram.RunAsync(JavaScript.Node, ["client.mjs"], Address, JavaScript.Folder);

        code.Should().Be(0, error);
        var seen = JsonNode.Parse(output)!;
        seen["result"]!.ToJsonString().Should().Be("""["before","after"]""");
        ((string?)seen["name"]).Should().Be("from-the-client");
        ((string?)seen["status"]).Should().Be("SUCCEEDED");
        ((bool?)seen["startedAt"]).Should().BeTrue();
        seen["events"]!.AsArray().Select(type => (string?)type).Should().StartWith("ExecutionStarted").And.EndWith("ExecutionSucceeded");
        seen["listed"]!.AsArray().Select(name => (string?)name).Should().Contain("from-the-client");
        ((string?)seen["stopped"]).Should().Be("STOPPED");
        ((string?)seen["missing"]).Should().Be("ResourceNotFoundException");
    }
}

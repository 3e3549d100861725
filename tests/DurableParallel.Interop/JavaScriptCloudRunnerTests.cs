using System.Text.Json.Nodes;

namespace DurableParallel.Interop;

/// <summary>AWS's test runner for functions in the cloud takes our histories as they are.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class JavaScriptCloudRunnerTests : JavaScriptFixture
{
    [TestCase("wait", "{}", """["before","after"]""", "STEP before SUCCEEDED", "WAIT pause SUCCEEDED", "STEP after SUCCEEDED")]
    [TestCase("child", "{}", "3", "CONTEXT outer SUCCEEDED", "STEP first SUCCEEDED", "STEP second SUCCEEDED")]
    [TestCase("parallel", """{"value":1}""", "[2,3]", "CONTEXT checks SUCCEEDED", "STEP left SUCCEEDED", "STEP right SUCCEEDED")]
    [TestCase("map", """{"items":[1,2,3]}""", "[1,4,9]", "CONTEXT squares SUCCEEDED", "STEP square-2 SUCCEEDED")]
    [TestCase("invoke", """{"a":2,"b":3}""", """{"sum":5,"echo":{"echoed":"hello"}}""", "CHAINED_INVOKE add SUCCEEDED", "CHAINED_INVOKE echo SUCCEEDED")]
    [TestCase("condition", "{}", """{"count":3}""", "STEP count SUCCEEDED")]
    [TestCase("callback", "{}", null, "CONTEXT approval SUCCEEDED")]
    public async Task History_OfAFunctionThatSucceeds_IsTakenAsItIs(string function, string input, string? result, params string[] operations)
    {
        var seen = await RunAsync(function, input);

        ((string?)seen["status"]).Should().Be("SUCCEEDED");
        (result is null || seen["result"]!.ToJsonString() == result).Should().BeTrue(seen.ToJsonString());
        Texts(seen, "operations").Should().Contain(operations);
        Texts(seen, "events").Should().StartWith("ExecutionStarted").And.EndWith("ExecutionSucceeded");
        ((int)seen["invocations"]!).Should().Be(Texts(seen, "events").Count(type => type == "InvocationCompleted"));
    }

    [Test]
    public async Task History_OfAFunctionThatFails_IsTakenAsItIs()
    {
        var seen = await RunAsync("failing", "{}");

        ((string?)seen["status"]).Should().Be("FAILED");
        ((string?)seen["error"]).Should().Be("On purpose.");
        Texts(seen, "operations").Should().Equal("STEP fails FAILED");
    }

    private async Task<JsonNode> RunAsync(string function, string input)
    {
        var (exitCode, output, error) = await ForeignProgram.RunAsync(JavaScript.Node, ["cloud.mjs", function, input], Address, JavaScript.Folder);
        exitCode.Should().Be(0, error);
        return JsonNode.Parse(output)!;
    }

    private static List<string> Texts(JsonNode seen, string member) => [.. seen[member]!.AsArray().Select(item => (string)item!)];
}

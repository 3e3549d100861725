using System.Text.Json.Nodes;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Showing, listing and stopping executions.</summary>
[TestFixture]
internal sealed class ExecutionApiTests : ServerFixture
{
    private const string Function = "f";

    protected override DurableServerOptions Options => new()
    {
        Functions = [new ServedFunctionOptions { Name = Function, ExecutionTimeout = TimeSpan.FromSeconds(90) }, new ServedFunctionOptions { Name = "other" }],
    };

    private RawFunction Worker => new(Client, Function);

    [Test]
    public async Task Get_OfARunningExecution_ShowsNoEnd()
    {
        var arn = await Client.StartAsync(Function, "[1]", "n");

        var shown = (await Client.DescribeAsync(arn)).Json;

        shown.Select(member => member.Key).Should().BeEquivalentTo(
            "DurableExecutionArn", "DurableExecutionName", "FunctionArn", "Status", "StartTimestamp", "Version", "InputPayload");
        ((string?)shown["DurableExecutionName"]).Should().Be("n");
        ((string?)shown["Status"]).Should().Be("RUNNING");
        ((string?)shown["Version"]).Should().Be("$LATEST");
        ((string?)shown["InputPayload"]).Should().Be("[1]");
        ((decimal)shown["StartTimestamp"]!).Should().Be(Clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000m);
        arn.Should().MatchRegex(@"^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:f:\$LATEST/durable-execution/n/[a-zA-Z0-9_-]+$");
        ((string?)shown["FunctionArn"]).Should().Be(arn.Split('/')[0]);
    }

    [TestCase("n")]
    [TestCase("a-long")]
    public async Task Get_OfANameOrTheBeginningOfOne_FindsTheExecution(string text)
    {
        await Client.StartAsync(Function, name: "n");
        await Client.StartAsync(Function, name: "a-long-name");

        (await Client.DescribeAsync(text)).Status.Should().Be(200);
    }

    [Test]
    public async Task Get_OfABeginningThatTwoHave_FindsNothing()
    {
        await Client.StartAsync(Function, name: "a-1");
        await Client.StartAsync(Function, name: "a-2");

        var reply = await Client.DescribeAsync("a-");

        reply.Status.Should().Be(404);
        reply.ErrorCode.Should().Be("ResourceNotFoundException");
    }

    [TestCase("arn:aws:lambda:local:000000000000:function:f:$LATEST/durable-execution/n/000000000000-1")]
    [TestCase("arn:aws:lambda:local:000000000000:function:f:$LATEST/durable-execution/n/x")]
    [TestCase("nothing")]
    [TestCase("a/b")]
    [TestCase("%")]
    public async Task Get_OfSomethingElse_IsNotFound(string arn)
    {
        await Client.StartAsync(Function, name: "n");

        (await Client.DescribeAsync(arn)).Status.Should().Be(404);
    }

    [Test]
    public async Task Stop_WithAnError_EndsTheExecutionWithIt()
    {
        var arn = await Client.StartAsync(Function);
        await new RawScript(Client, Worker, Clock).PlayAsync("S+a,W+w(10) I");

        var stopped = await Client.StopAsync(arn, """{"ErrorType":"Mine","ErrorMessage":"Enough."}""");
        var again = await Client.StopAsync(arn);

        stopped.Status.Should().Be(200);
        again.Body.Should().Be(stopped.Body);
        var shown = (await Client.DescribeAsync(arn)).Json;
        ((string?)shown["Status"]).Should().Be("STOPPED");
        ((string?)shown["Error"]!["ErrorMessage"]).Should().Be("Enough.");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ S+a W+w(10) I EX");
    }

    [TestCase(null)]
    [TestCase("{}")]
    [TestCase("""{"ErrorType":null}""")]
    public async Task Stop_WithoutAnError_SaysThatAUserAsked(string? body)
    {
        var arn = await Client.StartAsync(Function);

        await Client.StopAsync(arn, body);

        var events = await Client.EventsAsync(arn);
        ((string?)events[^1]["ExecutionStoppedDetails"]!["Error"]!["Payload"]!["ErrorMessage"]).Should().Be("Execution stopped by user request");
    }

    [Test]
    public async Task Stop_OfAnExecutionWhoseEventWaits_TakesTheEventAway()
    {
        var first = await Client.StartAsync(Function, name: "first");
        await Client.StartAsync(Function, name: "second");
        await Client.StopAsync(first);

        var next = await Worker.NextAsync();

        next.Arn.Should().Contain("/second/");
    }

    [Test]
    public async Task ExecutionTimeout_WhenItIsUp_EndsTheExecution()
    {
        var arn = await Client.StartAsync(Function);
        var invocation = await Worker.NextAsync();

        Clock.Advance(TimeSpan.FromSeconds(90));
        var shown = await Client.EndedAsync(arn);

        ((string?)shown["Status"]).Should().Be("TIMED_OUT");
        (await invocation.TryCheckpointAsync()).ShouldBeStaleToEverySdk();
        (await invocation.SucceedAsync()).Status.Should().BeOneOf(202, 400);
        var events = await Client.EventsAsync(arn);
        RawHistory.Describe(events).Should().Be("E+ ET");
        ((int)events[0]["ExecutionStartedDetails"]!["ExecutionTimeout"]!).Should().Be(90);
    }

    [Test]
    public async Task List_OfAFunctionThatNobodyKnows_IsNotFound()
    {
        var reply = await Client.ListAsync("nobody");

        reply.Status.Should().Be(404);
        reply.ErrorCode.Should().Be("ResourceNotFoundException");
    }

    [Test]
    public async Task Answers_AllOfThem_HaveARequestIdOfTheirOwn()
    {
        var arn = await Client.StartAsync(Function);
        RawReply[] replies =
        [
            await Client.InvokeAsync(Function, type: "Event"),
            await Client.InvokeAsync("nobody"),
            await Client.DescribeAsync(arn),
            await Client.DescribeAsync("nothing"),
            await Client.HistoryAsync(arn),
            await Client.ListAsync(Function),
            await Client.CheckpointAsync(arn, "stale"),
            await Client.CallbackAsync("none", "succeed"),
            await Client.StopAsync(arn),
            await Client.GetAsync("/2025-12-01/nothing"),
        ];

        replies.Select(reply => reply.Headers.GetValueOrDefault("x-amzn-requestid")).Should().OnlyHaveUniqueItems().And.OnlyContain(id => IsGuid(id));
    }

    [Test]
    public async Task List_OfAFunction_ComesInPagesOldestFirst()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await Client.StartAsync(Function, name: $"n{number}");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Client.StartAsync("other", name: "else");

        (await NamesAsync("")).Should().Equal("n1", "n2", "n3", "n4", "n5");
        (await NamesAsync("&ReverseOrder=true")).Should().Equal("n5", "n4", "n3", "n2", "n1");
        (await NamesAsync("&DurableExecutionName=n3")).Should().Equal("n3");
        (await NamesAsync("&StartedAfter=2030-01-01T00:00:03Z")).Should().Equal("n4", "n5");
        (await NamesAsync("&StartedBefore=2030-01-01T00:00:02Z")).Should().Equal("n1", "n2");
    }

    [Test]
    public async Task List_ByStatus_ShowsThose()
    {
        var stopped = await Client.StartAsync(Function, name: "stopped");
        await Client.StopAsync(stopped);
        await Client.StartAsync(Function, name: "running");

        (await NamesAsync("&Statuses=STOPPED")).Should().Equal("stopped");
        (await NamesAsync("&Statuses=RUNNING")).Should().Equal("running");
        (await NamesAsync("&Statuses=RUNNING&Statuses=STOPPED")).Should().Equal("stopped", "running");
    }

    [TestCase("MaxItems=-1")]
    [TestCase("MaxItems=1001")]
    [TestCase("MaxItems=x")]
    [TestCase("Statuses=NONE")]
    [TestCase("StartedAfter=yesterday")]
    [TestCase("ReverseOrder=perhaps")]
    [TestCase("Marker=nonsense")]
    [TestCase("DurableExecutionName=no%20name")]
    [TestCase("Qualifier=no%20qualifier")]
    public async Task List_WithAQueryThatIsNone_IsABadRequest(string query)
    {
        var reply = await Client.ListAsync(Function, "?" + query);

        reply.Status.Should().Be(400);
        reply.ErrorCode.Should().Be("InvalidParameterValueException");
        ((string?)reply.Json["Type"]).Should().Be("User");
        reply.Message.Should().NotBeEmpty();
    }

    [TestCase("/")]
    [TestCase("/2025-12-01")]
    [TestCase("/2025-12-01/durable-executions")]
    [TestCase("/2015-03-31/functions/f")]
    [TestCase("/runtime")]
    [TestCase("/runtime/f/2018-06-01/runtime/invocation")]
    [TestCase("/runtime/no%20name/2018-06-01/runtime/invocation/next")]
    public async Task Path_ThatIsNone_IsNotFound(string path) => (await Client.GetAsync(path)).Status.Should().Be(404);

    private static bool IsGuid(string? text) => Guid.TryParseExact(text, "D", out _);

    private async Task<List<string>> NamesAsync(string query)
    {
        List<string> names = [];
        string? marker = null;
        do
        {
            var reply = await Client.ListAsync(Function, $"?MaxItems=2{query}{(marker is null ? "" : $"&Marker={marker}")}");
            reply.Status.Should().Be(200, reply.Body);
            names.AddRange(reply.Json["DurableExecutions"]!.AsArray().Select(item => (string)((JsonObject)item!)["DurableExecutionName"]!));
            marker = (string?)reply.Json["NextMarker"];
        }
        while (marker is not null);
        return names;
    }
}

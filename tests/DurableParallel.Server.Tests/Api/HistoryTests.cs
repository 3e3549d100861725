using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>What is recorded of what function processes do, event by event.</summary>
[TestFixture]
internal sealed class HistoryTests : ServerFixture
{
    private const string Function = "f";
    private const string Limited = "limited";
    private static readonly TimeSpan LongestExecution = TimeSpan.FromDays(1);

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function }, new ServedFunctionOptions { Name = Limited, ExecutionTimeout = LongestExecution }] };

    [TestCase("S+a,S-a =", "S+a S-a(1) I ES", TestName = "A step")]
    [TestCase("S-a =", "S-a(1) I ES", TestName = "A step without its START")]
    [TestCase("S+a S-a S+b,S-b =", "S+a S-a(1) S+b S-b(1) I ES", TestName = "Two steps")]
    [TestCase("S+a,S!a !", "S+a S!a(1) I EF", TestName = "A step that fails")]
    [TestCase("S+a,S~a(1) I >1 S+a,S-a =", "S+a S!a(1;1) I S+a S-a(2) I ES", TestName = "A step that fails once")]
    [TestCase(
        "S+a,S~a(1) I >1 S+a,S~a(1) I >1 S+a,S~a(1) I >1 S+a,S!a !",
        "S+a S!a(1;1) I S+a S!a(2;1) I S+a S!a(3;1) I S+a S!a(4) I EF",
        TestName = "Four attempts")]
    [TestCase("S+a,S^a(2) I >2 S+a,S-a =", "S+a S-a(1;2) I S+a S-a(2) I ES", TestName = "A condition polled twice")]
    [TestCase("W+a(2) I >2 =", "W+a(2) I W-a I ES", TestName = "A wait")]
    [TestCase("W+a(2) I >2 W+b(3) I >3 =", "W+a(2) I W-a W+b(3) I W-b I ES", TestName = "Two waits")]
    [TestCase("W+a(60),W+b(60) W/b I >60 =", "W+a(60) W+b(60) W/b I W-a I ES", TestName = "A wait that is cancelled")]
    [TestCase("S+a,S-a W+b(2) I >2 =", "S+a S-a(1) W+b(2) I W-b I ES", TestName = "A step, then a wait")]
    [TestCase("S+a,S!a W+b(1) I >1 =", "S+a S!a(1) W+b(1) I W-b I ES", TestName = "A failure that is caught, then a wait")]
    [TestCase("S+a X S!a !", "S+a X S!a(1) I EF", TestName = "At most once, the process dies")]
    [TestCase("S+a X S~a(1) I >1 S+a,S-a =", "S+a X S!a(1;1) I S+a S-a(2) I ES", TestName = "At most once with a retry, the process dies")]
    [TestCase("C+c,S+c.a X S-c.a C-c =", "C+c S+c.a X S-c.a(1) C-c I ES", TestName = "At least once, the process dies")]
    [TestCase("C+c,S+c.a S-c.a,C-c =", "C+c S+c.a S-c.a(1) C-c I ES", TestName = "A child with a step")]
    [TestCase("C+c,S+c.a S!c.a,C!c !", "C+c S+c.a S!c.a(1) C!c I EF", TestName = "A child that fails")]
    [TestCase("C+c,S+c.a S!c.a,C!c S+b,S-b =", "C+c S+c.a S!c.a(1) C!c S+b S-b(1) I ES", TestName = "A child that fails and is caught")]
    [TestCase(
        "C+c,S+c.a S-c.a C+c.d S+c.d.a,S-c.d.a C-c.d C-c =",
        "C+c S+c.a S-c.a(1) C+c.d S+c.d.a S-c.d.a(1) C-c.d C-c I ES",
        TestName = "A child in a child")]
    [TestCase("C+c,S+c.a,S~c.a(1) I >1 S+c.a S-c.a,C-c =", "C+c S+c.a S!c.a(1;1) I S+c.a S-c.a(2) C-c I ES", TestName = "A retry in a child")]
    [TestCase("C+c,S+c.a,S-c.a W+c.b(2) I >2 C-c =", "C+c S+c.a S-c.a(1) W+c.b(2) I W-c.b C-c I ES", TestName = "A wait in a child")]
    [TestCase("C+c S+c.a,S-c.a C*c W+b(2) I >2 =", "C+c S+c.a S-c.a(1) C-c W+b(2) I W-b I ES", TestName = "A child with a large result, then a wait")]
    [TestCase("C+c C!c !", "C+c C!c I EF", TestName = "A child that throws at once")]
    [TestCase(
        "P+p B+p.1 S+p.1.a,S-p.1.a B-p.1 B+p.2 W+p.2.a(5) I >5 B-p.2 P-p =",
        "P+p B+p.1 S+p.1.a S-p.1.a(1) B-p.1 B+p.2 W+p.2.a(5) I W-p.2.a B-p.2 P-p I ES",
        TestName = "A parallel with a wait in a branch")]
    [TestCase("P+p,P-p =", "P+p P-p I ES", TestName = "An empty parallel")]
    [TestCase("M+m B+m.1 B!m.1 B+m.2,B-m.2 M-m =", "M+m B+m.1 B!m.1 B+m.2 B-m.2 M-m I ES", TestName = "A map with a failure")]
    [TestCase("P+p B+p.1 B+p.2 W+p.1.a(100) B-p.2 P-p W+b(1) I >1 =", "P+p B+p.1 B+p.2 W+p.1.a(100) B-p.2 P-p W+b(1) I W-b I ES", TestName = "A branch that is left behind wakes nobody")]
    [TestCase("W+a(2),W+b(5) I >2 I >3 =", "W+a(2) W+b(5) I W-a I W-b I ES", TestName = "Two waits at once wake the function twice")]
    [TestCase("W+a(2),W+b(2) I >2 =", "W+a(2) W+b(2) I W-a W-b I ES", TestName = "Two waits that end together share an invocation")]
    public async Task History_OfAScript_IsExact(string script, string expected)
    {
        var arn = await Client.StartAsync(Function);

        await new RawScript(Client, new RawFunction(Client, Function), Clock).PlayAsync(script);

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ " + expected);
    }

    [Test]
    public async Task History_OfAStep_ShowsPayloadsNamesAndDetails()
    {
        var arn = await Client.StartAsync(Function, """{"a":1}""", "my-name");
        var invocation = await new RawFunction(Client, Function).NextAsync();
        var update = RawScript.Update("S+a");
        update["Name"] = "greet";

        await invocation.CheckpointAsync(update, RawScript.Update("S-a(\"Hello\")"));
        await invocation.SucceedAsync("\"Hello\"");
        await Client.EndedAsync(arn);

        var events = await Client.EventsAsync(arn);
        events[0]["ExecutionStartedDetails"]!.ToJsonString().Should().Be("""{"Input":{"Payload":"{\u0022a\u0022:1}","Truncated":false},"ExecutionTimeout":31622400}""");
        events[1]["StepStartedDetails"]!.ToJsonString().Should().Be("{}");
        ((string?)events[1]["Name"]).Should().Be("greet");
        ((string?)events[2]["Name"]).Should().Be("greet");
        events[2]["StepSucceededDetails"]!["Result"]!.ToJsonString().Should().Be("""{"Payload":"\u0022Hello\u0022","Truncated":false}""");
        events[3]["InvocationCompletedDetails"]!.AsObject().Select(member => member.Key).Should().Equal("StartTimestamp", "EndTimestamp", "RequestId");
        ((string?)events[3]["InvocationCompletedDetails"]!["RequestId"]).Should().Be(invocation.RequestId);
    }

    [TestCase("=", "ExecutionSucceeded")]
    [TestCase("!", "ExecutionFailed")]
    [TestCase("stop", "ExecutionStopped")]
    [TestCase("wait", "ExecutionTimedOut")]
    public async Task History_EventsOfTheExecution_AreNamedAfterIt(string end, string type)
    {
        var arn = await Client.StartAsync(Limited, name: "my-name");
        switch (end)
        {
            case "stop":
                await Client.StopAsync(arn);
                break;
            case "wait":
                Clock.Advance(LongestExecution);
                await Client.EndedAsync(arn);
                break;
            default:
                await new RawScript(Client, new RawFunction(Client, Limited), Clock).PlayAsync(end);
                break;
        }

        var events = await Client.EventsAsync(arn);

        events.Select(e => (string?)e["EventType"]).Where(name => name != "InvocationCompleted").Should().Equal("ExecutionStarted", type);
        foreach (var e in events.Where(e => (string?)e["EventType"] != "InvocationCompleted"))
        {
            ((string?)e["Id"]).Should().Be(arn.Split('/')[^1], "it is the id of the operation of type EXECUTION");
            ((string?)e["Name"]).Should().Be("my-name");
        }
    }

    [Test]
    public async Task History_WithoutExecutionData_HidesPayloads()
    {
        var arn = await Client.StartAsync(Function, """{"a":1}""");
        await new RawScript(Client, new RawFunction(Client, Function), Clock).PlayAsync("S+a,S-a !");

        var events = (await Client.HistoryAsync(arn, "?IncludeExecutionData=false")).Json["Events"]!.AsArray();

        events[0]!["ExecutionStartedDetails"]!["Input"]!.ToJsonString().Should().Be("""{"Truncated":true}""");
        events[2]!["StepSucceededDetails"]!["Result"]!.ToJsonString().Should().Be("""{"Truncated":true}""");
        events[4]!["ExecutionFailedDetails"]!["Error"]!.ToJsonString().Should().Be("""{"Truncated":true}""");
    }

    [Test]
    public async Task History_OfABrokenInvocation_SaysWhy()
    {
        var arn = await Client.StartAsync(Function);

        await new RawScript(Client, new RawFunction(Client, Function), Clock).PlayAsync("X =");

        var error = (await Client.EventsAsync(arn))[1]["InvocationCompletedDetails"]!["Error"]!;
        ((string?)error["Payload"]!["ErrorType"]).Should().Be("Runtime.ExitError");
        ((bool?)error["Truncated"]).Should().BeFalse();
    }

    [Test]
    public async Task History_InPages_IsWholeInBothDirections()
    {
        var arn = await Client.StartAsync(Function);
        await new RawScript(Client, new RawFunction(Client, Function), Clock).PlayAsync("S+a,S-a S+b,S-b =");

        var forward = await PagesAsync(arn, "");
        var backward = await PagesAsync(arn, "&ReverseOrder=true");

        forward.Should().Equal(1, 2, 3, 4, 5, 6, 7);
        backward.Should().Equal(7, 6, 5, 4, 3, 2, 1);
    }

    private async Task<List<int>> PagesAsync(string arn, string more)
    {
        List<int> ids = [];
        string? marker = null;
        do
        {
            var page = (await Client.HistoryAsync(arn, $"?MaxItems=3{more}{(marker is null ? "" : $"&Marker={marker}")}")).Json;
            ids.AddRange(page["Events"]!.AsArray().Select(e => (int)e!["EventId"]!));
            marker = (string?)page["NextMarker"];
        }
        while (marker is not null);
        return ids;
    }
}

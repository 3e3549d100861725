using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Functions that invoke others.</summary>
[TestFixture]
internal sealed class ChainedInvokeTests : ServerFixture
{
    protected override DurableServerOptions Options => new()
    {
        Functions =
        [
            new ServedFunctionOptions { Name = "parent" },
            new ServedFunctionOptions { Name = "child", ExecutionTimeout = TimeSpan.FromSeconds(60) },
            new ServedFunctionOptions { Name = "plain", IsPlain = true },
        ],
    };

    private RawFunction Parent => new(Client, "parent");

    [Test]
    public async Task Invoke_OfADurableFunction_GivesItsResult()
    {
        var arn = await Client.StartAsync("parent", name: "p");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(child:$LATEST;{\"a\":1}) I");
        var child = await new RawFunction(Client, "child").NextAsync();
        await child.SucceedAsync("42");

        var next = await Parent.NextAsync();
        await next.SucceedAsync();
        await Client.EndedAsync(arn);

        ((string?)child.Operations[0]["ExecutionDetails"]!["InputPayload"]).Should().Be("""{"a":1}""");
        ((string?)next.Operation("n")!["Status"]).Should().Be("SUCCEEDED");
        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Result"]).Should().Be("42");
        var events = await Client.EventsAsync(arn);
        RawHistory.Describe(events).Should().Be("E+ N+n I N-n I ES");
        var started = events[1]["ChainedInvokeStartedDetails"]!.AsObject();
        started.Select(member => member.Key).Should().BeEquivalentTo("FunctionName", "Input", "ExecutedVersion", "DurableExecutionArn");
        ((string?)started["DurableExecutionArn"]).Should().Be(child.Arn);
        ((string?)started["ExecutedVersion"]).Should().Be("$LATEST");
        ((string?)started["FunctionName"]).Should().Be("child:$LATEST");
    }

    [Test]
    public async Task Invoke_OfAFunctionThatFails_GivesItsError()
    {
        var arn = await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(child) I");
        await (await new RawFunction(Client, "child").NextAsync()).FailAsync("Broken", "No.");

        var next = await Parent.NextAsync();

        ((string?)next.Operation("n")!["Status"]).Should().Be("FAILED");
        next.Operation("n")!["ChainedInvokeDetails"]!["Error"]!.ToJsonString().Should().Be("""{"ErrorType":"Broken","ErrorMessage":"No."}""");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N!n");
    }

    [Test]
    public async Task Invoke_OfAFunctionThatIsStopped_SaysSo()
    {
        var arn = await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(child) I");
        var child = await new RawFunction(Client, "child").NextAsync();
        await Client.StopAsync(child.Arn);

        var next = await Parent.NextAsync();

        ((string?)next.Operation("n")!["Status"]).Should().Be("STOPPED");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N#n");
    }

    [Test]
    public async Task Invoke_OfAFunctionWhoseTimeIsUp_SaysSo()
    {
        var arn = await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(child) I");
        await new RawFunction(Client, "child").NextAsync();
        Clock.Advance(TimeSpan.FromSeconds(60));

        var next = await Parent.NextAsync();

        ((string?)next.Operation("n")!["Status"]).Should().Be("TIMED_OUT");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N?n");
    }

    [Test]
    public async Task Invoke_OfAPlainFunction_GivesItsAnswer()
    {
        var arn = await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(plain;[1]) I");
        var plain = await new RawFunction(Client, "plain").NextAsync();
        await plain.RespondAsync("3");

        var next = await Parent.NextAsync();

        plain.Event.Should().Be("[1]");
        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Result"]).Should().Be("3");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N-n");
    }

    [Test]
    public async Task Invoke_OfAPlainFunctionWithoutAPayload_GivesItAnEmptyObject()
    {
        await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(plain) I");

        var plain = await new RawFunction(Client, "plain").NextAsync();

        plain.Event.Should().Be("{}", "Lambda gives that to a function that is invoked with nothing");
    }

    [Test]
    public async Task Invoke_OfAPlainFunctionThatFails_GivesItsError()
    {
        await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(plain) I");
        await (await new RawFunction(Client, "plain").NextAsync()).BreakAsync("Oops", "No.");

        var next = await Parent.NextAsync();

        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Error"]!["ErrorType"]).Should().Be("Oops");
    }

    [Test]
    public async Task Invoke_OfAFunctionThatNobodyKnows_Fails()
    {
        var arn = await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(nobody) I");

        var next = await Parent.NextAsync();

        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Error"]!["ErrorType"]).Should().Be("ResourceNotFoundException");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().StartWith("E+ N+n ").And.Contain("N!n");
    }

    [Test]
    public async Task Invoke_OfAChild_IsNotInTheListOfThePlainOnes()
    {
        await Client.StartAsync("parent");
        await new RawScript(Client, Parent, Clock).PlayAsync("N+n(plain),N+m(child) I");
        await new RawFunction(Client, "child").NextAsync();

        var plain = (await Client.ListAsync("plain")).Json["DurableExecutions"]!.AsArray();
        var child = (await Client.ListAsync("child")).Json["DurableExecutions"]!.AsArray();

        plain.Should().BeEmpty();
        child.Should().HaveCount(1);
    }
}

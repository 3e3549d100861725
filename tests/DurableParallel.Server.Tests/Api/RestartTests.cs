using DurableParallel.Engine;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>Executions that outlive a server.</summary>
[TestFixture]
internal sealed class RestartTests : ServerFixture
{
    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = "f" }, new ServedFunctionOptions { Name = "g" }] };

    [Test]
    public async Task Server_OpenedAgain_GoesOnWithWaitsRetriesCallbacksAndInvokes()
    {
        var arn = await Client.StartAsync("f");
        var script = new RawScript(Client, new RawFunction(Client, "f"), Clock);
        await script.PlayAsync("C+c W+c.w(10),S+s,S~s(20),K+k(100),N+n(g) I");
        await CloseAsync();
        Clock.Advance(TimeSpan.FromSeconds(10));
        await OpenAsync();

        await (await new RawFunction(Client, "g").NextAsync()).SucceedAsync("7");
        await new RawScript(Client, new RawFunction(Client, "f"), Clock).PlayAsync("I");
        var later = new RawScript(Client, new RawFunction(Client, "f"), Clock);
        var words = await SettleAsync(later, arn, script.CallbackId("k"));

        words.Should().Contain("W-c.w").And.Contain("N-n").And.Contain("K-k").And.Contain("S-s(2)").And.EndWith("I ES");
        words.Split(' ').Count(word => word is "W-c.w" or "N-n" or "K-k").Should().Be(3);
    }

    [Test]
    public async Task List_OfAFunctionThatOnlyTheJournalKnows_IsShown()
    {
        var asking = new RawFunction(Client, "attached").NextAsync();
        while ((await Client.InvokeAsync("attached", type: "Event")).Status != 202)
        {
            // The worker is on its way, and makes its function known.
        }

        await asking;
        await CloseAsync();
        await OpenAsync();

        var listed = await Client.ListAsync("attached");
        var filtered = await Client.ListAsync("attached", "?Statuses=FAILED");

        listed.Json["DurableExecutions"]!.AsArray().Should().HaveCount(1);
        filtered.Json["DurableExecutions"]!.AsArray().Should().BeEmpty();
    }

    [Test]
    public async Task Server_OpenedAgainDuringAnInvocation_InvokesAgain()
    {
        var arn = await Client.StartAsync("f");
        var lost = await new RawFunction(Client, "f").NextAsync();
        await lost.CheckpointAsync(RawScript.Update("S+a"), RawScript.Update("S-a"));
        await CloseAsync();
        await OpenAsync();

        var next = await new RawFunction(Client, "f").NextAsync();
        var stale = await Client.CheckpointAsync(arn, lost.Token);
        await next.SucceedAsync();
        await Client.EndedAsync(arn);

        ((string?)next.Operation("a")!["Status"]).Should().Be("SUCCEEDED");
        stale.ShouldBeStaleToEverySdk();
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ S+a S-a(1) I ES");
    }

    [Test]
    public async Task Server_OpenedAgain_ShowsWhatHasEnded()
    {
        var arn = await Client.StartAsync("f");
        await new RawScript(Client, new RawFunction(Client, "f"), Clock).PlayAsync("S+a,S-a =");
        var before = (await Client.HistoryAsync(arn)).Body;
        await CloseAsync();
        await OpenAsync();

        (await Client.HistoryAsync(arn)).Body.Should().Be(before);
        (await Client.InvokeAsync("f", name: (string?)(await Client.DescribeAsync(arn)).Json["DurableExecutionName"])).Body.Should().Be("\"done\"");
    }

    [Test]
    public async Task Journal_OpenedWithoutAServer_KeepsTheExecutionForTheNext()
    {
        var arn = await Client.StartAsync("f", name: "n");
        await new RawScript(Client, new RawFunction(Client, "f"), Clock).PlayAsync("W+w(10) I");
        await Client.DescribeAsync(arn);
        await CloseAsync();
        await using (var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = JournalPath, TimeProvider = Clock }))
        {
            var blocked = await engine.ListBlockedAsync();

            blocked.Single().Name.Should().Be("n");
            blocked.Single().Message.Should().Contain("Open the journal with the server");
        }

        Clock.Advance(TimeSpan.FromSeconds(10));
        await OpenAsync();
        await new RawScript(Client, new RawFunction(Client, "f"), Clock).PlayAsync("=");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ W+w(10) I W-w I ES");
    }

    private async Task<string> SettleAsync(RawScript script, string arn, string callbackId)
    {
        await Client.CallbackAsync(callbackId, "succeed", "1");
        await script.PlayAsync("I >20 S+s,S-s C-c =");
        return RawHistory.Describe(await Client.EventsAsync(arn));
    }
}

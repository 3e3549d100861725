using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Invokes of functions whose workers have not attached since the server started.</summary>
[TestFixture]
internal sealed class WorkerWaitTests : ServerFixture
{
    private const string Attached = "attached";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    protected override DurableServerOptions Options => new()
    {
        Functions = [new ServedFunctionOptions { Name = "configured" }, new ServedFunctionOptions { Name = "plain", IsPlain = true }],
    };

    [Test]
    public async Task Invoke_AfterARestart_WaitsForTheWorkerOfAFunctionInTheJournal()
    {
        await StartAttachedAsync("first");
        await ReopenAsync();
        var invoking = Client.InvokeAsync(Attached, name: "second");
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync("1");
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync("2");

        var reply = await invoking;

        reply.Status.Should().Be(200, reply.Body);
        reply.Arn.Should().Contain("/second/");
    }

    [Test]
    public async Task Invoke_AfterARestart_IsAcceptedAtOnceWhenNobodyWaitsForItsEnd()
    {
        await StartAttachedAsync("first");
        await ReopenAsync();

        var arn = await Client.StartAsync(Attached, name: "second");

        Clock.Advance(2 * DefaultTimeout);
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync();
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync();
        ((string?)(await Client.EndedAsync(arn))["Status"]).Should().Be("SUCCEEDED");
    }

    [Test]
    public async Task Invoke_ByAFunctionAfterARestart_WaitsForTheWorkerOfAFunctionInTheJournal()
    {
        await StartAttachedAsync("first");
        await ReopenAsync();
        var arn = await Client.StartAsync("configured");
        await new RawScript(Client, new RawFunction(Client, "configured"), Clock).PlayAsync("N+n(attached) I");
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync("1");
        await (await new RawFunction(Client, Attached).NextAsync()).SucceedAsync("2");

        var next = await new RawFunction(Client, "configured").NextAsync();

        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Result"]).Should().Be("2");
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ N+n I N-n");
    }

    [TestCase(Attached)]
    [TestCase("configured")]
    [TestCase("plain")]
    public async Task Invoke_WithoutAWorkerInTime_IsRefusedAndNothingIsStarted(string function)
    {
        await StartAttachedAsync("first");
        await ReopenAsync();
        var invoking = Client.InvokeAsync(function);
        while (!invoking.IsCompleted)
        {
            // The request is on its way, and its time begins when it is there.
            Clock.Advance(DefaultTimeout);
            await Task.Yield();
        }

        var reply = await invoking;

        reply.Status.Should().Be(502);
        reply.ErrorCode.Should().Be("ResourceNotReadyException");
        reply.Body.Should().Contain($"'{function}'").And.Contain("30 s").And.Contain("DP6003");
        (await Client.ListAsync(function)).Json["DurableExecutions"]!.AsArray().Should().HaveCount(function == Attached ? 1 : 0);
    }

    [Test]
    public async Task Invoke_OfAnExecutionThatIsThere_DoesNotWaitForAWorker()
    {
        await (await StartAttachedAsync("n")).SucceedAsync("7");
        await Client.EndedAsync("n");
        await ReopenAsync();

        var reply = await Client.InvokeAsync(Attached, name: "n");

        reply.Body.Should().Be("7");
    }

    [Test]
    public async Task Invoke_OfAFunctionThatIsInNoJournal_IsNotFoundAtOnce() =>
        (await Client.InvokeAsync("unknown")).Status.Should().Be(404);

    [Test]
    public async Task Invoke_OfAMisspeltName_IsNotFoundWhereTheWorkerForAllTellsItsNames()
    {
        await TellAsync("first,second", known: "first");

        (await Client.InvokeAsync("frist", type: "Event")).Status.Should().Be(404);
        (await Client.InvokeAsync("second", type: "Event")).Status.Should().Be(202);
    }

    [Test]
    public async Task Invoke_ByAFunctionOfAMisspeltName_FailsWhereTheWorkerForAllTellsItsNames()
    {
        await TellAsync("first", known: "first");
        await Client.StartAsync("configured");
        await new RawScript(Client, new RawFunction(Client, "configured"), Clock).PlayAsync("N+n(frist) I");

        var next = await new RawFunction(Client, "configured").NextAsync();

        ((string?)next.Operation("n")!["ChainedInvokeDetails"]!["Error"]!["ErrorType"]).Should().Be("ResourceNotFoundException");
    }

    [Test]
    public async Task Next_ForAllWithNames_GetsNothingOfOthers()
    {
        var told = await TellAsync("first", known: "first");
        await Client.StartAsync("configured");

        var own = await new RawFunction(Client, "configured").NextAsync();

        own.Arn.Should().Contain(":function:configured:");
        told.IsCompleted.Should().BeFalse();
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a:b")]
    public async Task Next_ForAllWithNamesThatAreNone_IsForAll(string names)
    {
        await TellAsync(names, known: "anything");

        (await Client.InvokeAsync("another", type: "Event")).Status.Should().Be(202);
    }

    [Test]
    public async Task Next_ForAllWithMoreNamesThanAreRead_IsForAll()
    {
        await TellAsync(string.Join(',', Enumerable.Range(0, 1001)), known: "anything");

        (await Client.InvokeAsync("another", type: "Event")).Status.Should().Be(202);
    }

    private async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    /// <summary>Lets a worker attach for a function that is not configured, and start an execution of it.</summary>
    private async Task<RawInvocation> StartAttachedAsync(string name)
    {
        var asking = new RawFunction(Client, Attached).NextAsync();
        while ((await Client.InvokeAsync(Attached, type: "Event", name: name)).Status != 202)
        {
            // The worker is on its way, and makes its function known.
        }

        return await asking;
    }

    /// <summary>Lets a worker attach for all functions that tells these names, and returns when a function is known by that.</summary>
    private async Task<Task<RawReply>> TellAsync(string names, string known)
    {
        var asking = Client.GetAsync($"{new RawFunction(Client, "*").Base}/invocation/next", ("Durable-Worker-Functions", names));
        while ((await Client.InvokeAsync(known, type: "DryRun")).Status != 204)
        {
            // The worker is on its way.
        }

        return asking;
    }
}

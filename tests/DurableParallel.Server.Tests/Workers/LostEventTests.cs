using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Workers that ask for the next event without having answered the last.</summary>
[TestFixture]
internal sealed class LostEventTests : ServerFixture
{
    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = "f" }] };

    [Test]
    public async Task Next_OfALoopThatTellsItsName_BreaksTheInvocationThatItHad()
    {
        var one = new RawFunction(Client, "f", loop: "one");
        var two = new RawFunction(Client, "f", loop: "two");
        var lost = await Client.StartAsync("f", name: "lost");
        var first = await one.NextAsync();
        var kept = await Client.StartAsync("f", name: "kept");
        var other = await two.NextAsync();

        var second = await one.NextAsync();

        second.Arn.Should().Be(lost);
        second.RequestId.Should().NotBe(first.RequestId);
        var error = (await Client.EventsAsync(lost))[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!;
        ((string?)error["ErrorType"]).Should().Be("Runtime.ExitError");
        (await other.SucceedAsync()).Status.Should().Be(202);
        await Client.EndedAsync(kept);
        RawHistory.Describe(await Client.EventsAsync(kept)).Should().Be("E+ I ES");
    }

    [Test]
    public async Task Next_OverTheOneConnectionOfAWorker_BreaksTheInvocationThatItHad()
    {
        using var one = OneConnection();
        var worker = new RawFunction(one, "f");
        var arn = await Client.StartAsync("f", name: "a");
        var first = await worker.NextAsync();

        var second = await worker.NextAsync();

        second.Arn.Should().Be(arn);
        (await first.SucceedAsync()).Status.Should().Be(400);
        (await second.SucceedAsync()).Status.Should().Be(202);
        await Client.EndedAsync(arn);
        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ X I ES");
    }

    [Test]
    public async Task Next_OverTheConnectionOfAnotherLoop_BreaksNothingWhereLoopsWereSeenBefore()
    {
        using var shared = OneConnection();
        var worker = new RawFunction(shared, "f");
        await ShowTwoLoopsAsync();
        var arns = new[] { await Client.StartAsync("f", name: "a"), await Client.StartAsync("f", name: "b") };

        var first = await worker.NextAsync();
        var second = await worker.NextAsync();
        var answers = new[] { await first.SucceedAsync(), await second.SucceedAsync() };

        answers.Select(answer => answer.Status).Should().Equal(202, 202);
        foreach (var arn in arns)
        {
            await Client.EndedAsync(arn);
            RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ I ES");
        }
    }

    [Test]
    public async Task Next_OfAWorkerWithSeveralLoops_BreaksNothing()
    {
        var worker = new RawFunction(Client, "f");
        var waiting = new[] { worker.NextAsync(), worker.NextAsync() };
        var arn = await Client.StartAsync("f", name: "a");
        await Client.StartAsync("f", name: "b");
        var both = await Task.WhenAll(waiting);
        var slow = both.Single(invocation => invocation.Arn == arn);
        await both.Single(invocation => invocation != slow).SucceedAsync();

        var third = worker.NextAsync();
        var fourth = worker.NextAsync();
        await slow.SucceedAsync();
        await Client.EndedAsync(arn);

        RawHistory.Describe(await Client.EventsAsync(arn)).Should().Be("E+ I ES");
        third.IsCompleted.Should().BeFalse();
        fourth.IsCompleted.Should().BeFalse();
    }

    private RawClient OneConnection() => new(Client.Server, new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 });

    private async Task ShowTwoLoopsAsync()
    {
        using var another = OneConnection();
        await Client.StartAsync("f", name: "one");
        await Client.StartAsync("f", name: "two");
        var one = await new RawFunction(Client, "f").NextAsync();
        var two = await new RawFunction(another, "f").NextAsync();
        (await one.SucceedAsync()).Status.Should().Be(202);
        (await two.SucceedAsync()).Status.Should().Be(202);
    }
}

using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Workers that ask for the next event without having answered the last.</summary>
[TestFixture]
internal sealed class LostEventTests : ServerFixture
{
    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = "f" }] };

    [Test]
    public async Task Next_OfAWorkerWithOneLoop_BreaksTheInvocationThatItHad()
    {
        using var single = new RawClient(Client.Server, new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 });
        var worker = new RawFunction(single, "f");
        var arn = await Client.StartAsync("f");
        var first = await worker.NextAsync();

        var second = await worker.NextAsync();

        second.RequestId.Should().NotBe(first.RequestId);
        var error = (await Client.EventsAsync(arn))[1]["InvocationCompletedDetails"]!["Error"]!["Payload"]!;
        ((string?)error["ErrorType"]).Should().Be("Runtime.ExitError");
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
}

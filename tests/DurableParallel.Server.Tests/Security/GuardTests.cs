using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Security;

/// <summary>Who is let in.</summary>
[TestFixture]
internal sealed class GuardTests
{
    private TempJournal _journal = null!;

    [SetUp]
    public void MakeJournal() => _journal = new TempJournal();

    [TearDown]
    public void DeleteJournal() => _journal.Dispose();

    [TestCase("evil.example")]
    [TestCase("localhost.evil.example")]
    [TestCase("10.0.0.1")]
    public async Task Host_ThatIsNotThisMachine_IsRefused(string host)
    {
        await using var server = await StartAsync(new DurableServerOptions());
        using var client = new RawClient(server.Addresses[0]);

        var reply = await client.GetAsync("/2025-12-01/functions/f/durable-executions", ("Host", host));
        var worker = await client.GetAsync("/runtime/f/2018-06-01/runtime/invocation/next", ("Host", host));

        reply.Status.Should().Be(403);
        reply.ErrorCode.Should().Be("AccessDeniedException");
        worker.Status.Should().Be(403);
    }

    [TestCase("localhost")]
    [TestCase("127.0.0.1:9911")]
    [TestCase("[::1]:9911")]
    [TestCase("lambda.localhost")]
    public async Task Host_ThatIsThisMachine_IsLetIn(string host)
    {
        await using var server = await StartAsync(new DurableServerOptions());
        using var client = new RawClient(server.Addresses[0]);

        (await client.GetAsync("/2025-12-01/functions/f/durable-executions", ("Host", host))).Status.Should().Be(200);
    }

    [Test]
    public async Task Origin_OfAnyPage_IsRefused()
    {
        await using var server = await StartAsync(new DurableServerOptions());
        using var client = new RawClient(server.Addresses[0]);

        (await client.GetAsync("/2025-12-01/functions/f/durable-executions", ("Origin", "http://localhost"))).Status.Should().Be(403);
    }

    [TestCase("http://0.0.0.0:0")]
    [TestCase("http://*:0")]
    [TestCase("http://[::]:0")]
    [TestCase("http://example.com:0")]
    public async Task Start_BeyondThisMachineWithoutAKey_IsRefused(string url)
    {
        var starting = () => DurableServer.StartAsync(new DurableServerOptions { JournalPath = _journal.Path, Urls = [url] });

        (await starting.Should().ThrowAsync<DurableException>()).Which.Code.Should().Be("DP6001");
    }

    [TestCase("Bearer right", 200)]
    [TestCase("Bearer wrong", 403)]
    [TestCase("", 403)]
    public async Task Request_WithABearerToken_IsLetInWhenItIsRight(string authorization, int status)
    {
        await using var server = await StartAsync(new DurableServerOptions { Keys = new ServerKeys { BearerToken = "right" } });
        using var client = new RawClient(server.Addresses[0]);

        (await client.GetAsync("/2025-12-01/functions/f/durable-executions", ("Authorization", authorization))).Status.Should().Be(status);
    }

    [TestCase("", 403)]
    [TestCase("wrong/", 403)]
    public async Task Worker_WithoutTheSecret_IsRefused(string secret, int status)
    {
        await using var server = await StartAsync(new DurableServerOptions { WorkerSecret = "right" });
        using var client = new RawClient(server.Addresses[0]);

        (await client.GetAsync($"/runtime/f/{secret}2018-06-01/runtime/invocation/next")).Status.Should().Be(status);
    }

    [Test]
    public async Task Worker_WithTheSecret_IsLetIn()
    {
        await using var server = await StartAsync(new DurableServerOptions { WorkerSecret = "right", Functions = [new ServedFunctionOptions { Name = "f" }] });
        using var client = new RawClient(server.Addresses[0]);
        await client.StartAsync("f");

        (await new RawFunction(client, "f/right").NextAsync()).Arn.Should().Contain(":function:f:");
    }

    private Task<DurableServer> StartAsync(DurableServerOptions options) =>
        DurableServer.StartAsync(options with { JournalPath = _journal.Path, Urls = ["http://127.0.0.1:0"], Functions = [new ServedFunctionOptions { Name = "f" }] });
}

using DurableParallel.Engine;
using DurableParallel.Engine.Journal;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Api;

/// <summary>There is no memory to record what the function of one execution has done.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class OutOfMemoryTests : ServerFixture
{
    private const string Function = "f";
    private const int LargeLength = 10_000;
    private readonly ScarceMemory _memory = new();

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = Function }], JournalFaults = _memory };

    private RawFunction Worker => new(Client, Function);

    [Test]
    public async Task Checkpoint_WithoutMemory_IsRefusedAndItsExecutionAloneIsBlocked()
    {
        var arn = await Client.StartAsync(Function, name: "large");
        var invocation = await Worker.NextAsync();
        await invocation.CheckpointAsync(RawScript.Update("S-a"));
        _memory.IsShort = true;

        var reply = await invocation.TryCheckpointAsync(RawScript.Update($"S-b(\"{new string('x', LargeLength)}\")"));

        reply.Status.Should().Be(500);
        reply.ErrorCode.Should().Be("ServiceException");
        IReadOnlyList<BlockedExecution> blocked;
        while ((blocked = await Server.Engine.ListBlockedAsync()) is [])
        {
            await Task.Yield();
        }

        blocked.Should().ContainSingle().Which.Reason.Should().Be(BlockedReason.TooLarge);
        var other = await Client.StartAsync(Function, name: "small");
        await (await Worker.NextAsync()).SucceedAsync();
        ((string?)(await Client.EndedAsync(other))["Status"]).Should().Be("SUCCEEDED");

        _memory.IsShort = false;
        (await Server.Engine.UnblockAsync("large")).Should().BeTrue();
        var next = await Worker.NextAsync();
        next.Operations.Skip(1).Should().ContainSingle("what was recorded before is kept").Which["Status"]!.GetValue<string>().Should().Be("SUCCEEDED");
        await next.CheckpointAsync(RawScript.Update($"S-b(\"{new string('x', LargeLength)}\")"));
        await next.SucceedAsync();
        ((string?)(await Client.EndedAsync(arn))["Status"]).Should().Be("SUCCEEDED");
    }

    private sealed class ScarceMemory : IJournalFaults
    {
        public volatile bool IsShort;

        public void BeforeAppend(int bytes)
        {
            if (IsShort && bytes >= LargeLength)
            {
                throw new OutOfMemoryException("no memory (injected)");
            }
        }

        public void BeforeCommit(long commit, int operations)
        {
        }

        public void AfterCommit(long commit)
        {
        }
    }
}

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>A logger that blocks: nobody who asks an execution something waits for it.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class SlowLoggerTests : EngineFixture
{
    private const int Blocked = 2010;

    [Test]
    public async Task Execution_ThatMemoryDoesNotHold_IsLoggedUnderNoLock(CancellationToken cancellationToken)
    {
        var line = new HeldLine(Blocked);
        var engine = await OpenAsync(Options with { LoggerFactory = line, MaxHeldBytes = 20_000 });
        engine.Register<int, int>("steps", static async (ctx, count) =>
        {
            for (var step = 0; step < count; step++)
            {
                await ctx.StepAsync("large", static () => new string('x', 1000));
            }

            return count;
        });
        var execution = await engine.StartAsync("steps", "large", 50, cancellationToken);
        await line.Reached.WaitAsync(cancellationToken);
        try
        {
            (await Task.Run(() => execution.IsPurged, cancellationToken).WaitAsync(cancellationToken)).Should().BeFalse("it takes the lock of the execution");
        }
        finally
        {
            line.Release();
        }

        (await execution.Awaiting(e => e.GetResultAsync<int>(cancellationToken)).Should().ThrowAsync<ExecutionBlockedException>())
            .Which.Reason.Should().Be(BlockedReason.TooLarge);
    }
}

using System.Runtime.CompilerServices;

namespace DurableParallel.Engine.Tests.Executions;

[NonParallelizable]
internal sealed class UnobservedFailureTests : EngineFixture
{
    [Test]
    public async Task Result_ThatIsNoLongerWaitedFor_IsNoUnobservedFailureWhenTheEngineStops()
    {
        var unobserved = 0;
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved += e.Exception.InnerException is EngineStoppedException ? 1 : 0;
        Collect();
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            await WaitInVainAsync();
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        unobserved.Should().Be(0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task WaitInVainAsync()
    {
        await using var engine = await DurableEngine.OpenAsync(Options);
        engine.Register<int, int>("f", static async (ctx, _) =>
        {
            await ctx.WaitAsync("w", TimeSpan.FromDays(1));
            return 0;
        });
        var handle = await engine.StartAsync("f", "a", 1);
        using var impatience = new CancellationTokenSource();
        var result = handle.GetResultAsync<int>(impatience.Token);
        await impatience.CancelAsync();
        await result.Awaiting(static r => r).Should().ThrowAsync<OperationCanceledException>();
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}

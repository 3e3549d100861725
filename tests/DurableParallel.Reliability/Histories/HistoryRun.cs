using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;
using DurableParallel.Testing;

namespace DurableParallel.Reliability.Histories;

/// <summary>An engine on a journal of <see cref="HistoryFunctions"/>, with a clock that moves when nothing else does.</summary>
internal sealed class HistoryRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HistoryRun(DurableEngine engine, ManualTimeProvider clock, Effects effects)
    {
        Engine = engine;
        Clock = clock;
        Effects = effects;
    }

    public DurableEngine Engine { get; }

    public ManualTimeProvider Clock { get; }

    public Effects Effects { get; }

    public static async Task<HistoryRun> OpenAsync(string journal, DateTimeOffset time)
    {
        var clock = new ManualTimeProvider(time);
        var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = journal, TimeProvider = clock });
        var effects = new Effects();
        HistoryFunctions.Register(engine, effects);
        return new HistoryRun(engine, clock, effects);
    }

    /// <summary>Lets time pass and answers callbacks until the execution has ended.</summary>
    public async Task<string> EndAsync(ExecutionHandle execution)
    {
        using var late = new CancellationTokenSource(Patience);
        var ending = Ending.OfAsync(execution);
        while (!ending.IsCompleted)
        {
            late.Token.ThrowIfCancellationRequested();
            if (Engine.IsQuiet)
            {
                foreach (var open in await execution.GetOpenCallbacksAsync())
                {
                    await CrashRun.AnswerAsync(Engine, open.CallbackId);
                }

                if (Clock.NextDue is { } due)
                {
                    Clock.AdvanceTo(due);
                }
            }

            await Task.Yield();
        }

        return await ending;
    }

    public async Task QuietAsync()
    {
        while (!Engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Effects.Dispose();
    }
}

using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;
using DurableParallel.Testing;

namespace DurableParallel.Reliability.Damage;

/// <summary>Opens a damaged journal twice, lets everything in it go on to its end, and compares with what had been acknowledged.</summary>
internal sealed class DamageCheck(SampleJournal sample)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task<(DamageVerdict Verdict, string Detail)> RunAsync(DamageCase damage)
    {
        try
        {
            return await RunCoreAsync(damage).WaitAsync(Patience);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            return (DamageVerdict.Hung, "");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Which errors come out is what is looked at.")]
    private async Task<(DamageVerdict Verdict, string Detail)> RunCoreAsync(DamageCase damage)
    {
        using var folder = new TempFolder();
        folder.Write(damage.Files);
        var wasCut = false;
        try
        {
            for (var opening = 1; opening <= 2; opening++)
            {
                var functions = new SampleFunctions();
                var clock = new ManualTimeProvider(sample.Time);
                await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions
                {
                    JournalPath = folder.Journal,
                    TimeProvider = clock,
                });
                functions.Register(engine);
                wasCut |= engine.Recovery.TornBytesCut > 0;
                var (verdict, detail) = await CompareAsync(engine, clock, functions, opening);
                if (verdict != DamageVerdict.Whole)
                {
                    return wasCut ? (DamageVerdict.Reported, detail) : (verdict, detail);
                }
            }

            return (DamageVerdict.Whole, "");
        }
        catch (DurableException refused)
        {
            return (DamageVerdict.Refused, refused.Message);
        }
        catch (Exception other) when (other is not OperationCanceledException)
        {
            return (DamageVerdict.Unclear, other.ToString());
        }
    }

    private async Task<(DamageVerdict Verdict, string Detail)> CompareAsync(DurableEngine engine, ManualTimeProvider clock, SampleFunctions functions, int opening)
    {
        foreach (var (name, expected) in sample.Ends)
        {
            if (await engine.FindAsync(name) is not { } execution)
            {
                return (DamageVerdict.Lost, $"{name} is not there");
            }

            var ending = Ending.OfAsync(execution);
            using var late = new CancellationTokenSource(Patience);
            while (!ending.IsCompleted && !late.IsCancellationRequested)
            {
                // What was cut in front of its wait begins to wait now.
                if (engine.IsQuiet && clock.NextDue is { } due)
                {
                    clock.AdvanceTo(due);
                }

                await Task.Yield();
            }

            var found = await ending.WaitAsync(late.Token);
            if (found != expected)
            {
                return (DamageVerdict.Wrong, $"{name} is '{Shown(found)}' and was '{Shown(expected)}'");
            }

            _ = await execution.GetHistoryAsync();
        }

        var again = functions.Ran.Keys.Where(step => opening > 1 || sample.Acknowledged.Contains(step)).Take(3).ToList();
        return again.Count == 0 ? (DamageVerdict.Whole, "") : (DamageVerdict.Lost, $"ran again: {string.Join(", ", again)}");
    }

    private static string Shown(string text) => text.Length <= 60 ? text : text[..60] + "…";
}

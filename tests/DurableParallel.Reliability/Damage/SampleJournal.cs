using DurableParallel.Engine;
using DurableParallel.Reliability.Probe;
using DurableParallel.Testing;

namespace DurableParallel.Reliability.Damage;

/// <summary>
/// A journal with something of everything, and what of it had been acknowledged: executions that ended and failed, with
/// small and large results, in rows and in the log, and others that sleep in the log and in rows.
/// </summary>
internal sealed class SampleJournal
{
    private static readonly DateTimeOffset Begin = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private SampleJournal(IReadOnlyDictionary<string, byte[]> files, IReadOnlyDictionary<string, string> ends, IReadOnlySet<string> acknowledged, DateTimeOffset time)
    {
        Files = files;
        Ends = ends;
        Acknowledged = acknowledged;
        Time = time;
    }

    /// <summary>The files by the ending that follows the journal's path: nothing, -wal and -shm.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>What every execution has come to, or will.</summary>
    public IReadOnlyDictionary<string, string> Ends { get; }

    /// <summary>The steps whose ends were acknowledged, as execution/step.</summary>
    public IReadOnlySet<string> Acknowledged { get; }

    public DateTimeOffset Time { get; }

    /// <param name="isStopped">Whether the engine was stopped in good order, so that the write-ahead log has gone into the file.</param>
    public static async Task<SampleJournal> MakeAsync(bool isStopped)
    {
        using var folder = new TempFolder();
        var clock = new ManualTimeProvider(Begin);
        var functions = new SampleFunctions();
        var options = new DurableEngineOptions { JournalPath = folder.Journal, TimeProvider = clock, ResidentBytes = 0 };
        var names = new List<string>();
        for (var life = 1; life <= 3; life++)
        {
            var engine = await DurableEngine.OpenAsync(options);
            functions.Register(engine);
            foreach (var function in new[] { "order", "large", "scope", "broken", "sleeper" })
            {
                for (var i = 0; i < 2; i++)
                {
                    var name = $"{function}-{life}-{i}";
                    names.Add(name);
                    var execution = await engine.StartAsync(function == "large" ? "order" : function, name, name);
                    await (function == "sleeper" ? QuietAsync(engine) : execution.EndedAsync());
                }
            }

            await QuietAsync(engine);
            if (life < 3 || isStopped)
            {
                await engine.StopAsync();
                continue;
            }

            return await EndAsync(folder.Read(), names, functions, clock, engine);
        }

        return await EndAsync(folder.Read(), names, functions, clock, engine: null);
    }

    // What the sleepers come to is seen on a copy of the whole journal.
    private static async Task<SampleJournal> EndAsync(
        IReadOnlyDictionary<string, byte[]> files, List<string> names, SampleFunctions functions, ManualTimeProvider clock, DurableEngine? engine)
    {
        engine?.Kill();
        var acknowledged = functions.Ran.Keys.ToHashSet(StringComparer.Ordinal);
        using var folder = new TempFolder();
        folder.Write(files);
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var last = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = folder.Journal, TimeProvider = clock });
        functions.Register(last);
        clock.Advance(TimeSpan.FromDays(1));
        foreach (var name in names)
        {
            ends.Add(name, await Ending.OfAsync((await last.FindAsync(name))!));
        }

        return new SampleJournal(files, ends, acknowledged, clock.GetUtcNow());
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }
}

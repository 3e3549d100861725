using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine;

/// <content>What is measured of an engine, by the meter "DurableParallel".</content>
public sealed partial class DurableEngine
{
    /// <summary>The journal's file.</summary>
    internal string JournalPath => _options.JournalPath;

    internal string JournalId => _store.Id;

    /// <summary>Why nothing is acknowledged any more; null while the journal is sound.</summary>
    internal EngineFaultedException? Fault => Volatile.Read(ref _fault);

    /// <summary>The bytes of the journal's file and its write-ahead log.</summary>
    internal long MeasureJournal() => Length(_options.JournalPath) + Length(_options.JournalPath + "-wal");

    private void ObserveMetrics()
    {
        var all = new Selection(new ExecutionQuery());
        _services.Metrics.Observe(
            MeasureJournal,
            () => _services.Residency.Bytes,
            () => _services.Residency.Evictions,
            () => _services.Admission.Active,
            () => _executions.Index.Count(all, CancellationToken.None));
    }

    private static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : 0;
    }
}

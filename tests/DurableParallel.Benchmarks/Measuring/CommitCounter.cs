using System.Diagnostics.Metrics;

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>Counts the commits of engines and the records in them, as anybody can who listens to the meter.</summary>
internal sealed class CommitCounter : IDisposable
{
    private readonly MeterListener _listener;
    private long _commits;
    private long _records;

    public CommitCounter()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "DurableParallel", Name: "durableparallel.engine.commit.records" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, records, _, _) =>
        {
            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _records, records);
        });
        _listener.Start();
    }

    public long Commits => Interlocked.Read(ref _commits);

    public long Records => Interlocked.Read(ref _records);

    public void Dispose() => _listener.Dispose();
}

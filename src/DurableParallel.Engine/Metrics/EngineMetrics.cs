using System.Diagnostics.Metrics;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine.Metrics;

/// <summary>What an engine measures. Nothing is computed while nobody listens.</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "DurableParallel";
    public const string JournalTag = "durableparallel.journal.id";
    public const string StatusTag = "durableparallel.execution.status";

    private readonly Meter _meter;
    private readonly Histogram<long> _commitRecords;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<double> _timerLag;

    public EngineMetrics(string journalId)
    {
        _meter = new Meter(new MeterOptions(MeterName) { Tags = [new(JournalTag, journalId)] });
        _commitRecords = Listeners.Make(_meter, "durableparallel.engine.commit.records", () => _meter.CreateHistogram<long>("durableparallel.engine.commit.records", "{record}", "Records that became durable with one commit."));
        _commitDuration = Listeners.Make(_meter, "durableparallel.engine.commit.duration", () => _meter.CreateHistogram<double>("durableparallel.engine.commit.duration", "s", "From the begin of a commit until it is on disk."));
        _timerLag = Listeners.Make(_meter, "durableparallel.engine.timer.lag", () => _meter.CreateHistogram<double>("durableparallel.engine.timer.lag", "s", "How late a due time was noticed."));
    }

    /// <summary>Names what is looked up whenever a listener collects.</summary>
    public void Observe(
        Func<long> journalBytes,
        Func<long> residentBytes,
        Func<long> evictions,
        Func<long> active,
        Func<IReadOnlyList<long>> executionsByStatus)
    {
        Listeners.Make(_meter, "durableparallel.engine.journal.size", () => _meter.CreateObservableUpDownCounter("durableparallel.engine.journal.size", journalBytes, "By", "The journal's file and its write-ahead log."));
        Listeners.Make(_meter, "durableparallel.engine.resident.size", () => _meter.CreateObservableUpDownCounter("durableparallel.engine.resident.size", residentBytes, "By", "What parked executions hold in memory, as the engine estimates it."));
        Listeners.Make(_meter, "durableparallel.engine.evictions", () => _meter.CreateObservableCounter("durableparallel.engine.evictions", evictions, "{execution}", "Parked executions that left memory for want of room."));
        Listeners.Make(_meter, "durableparallel.engine.executions.active", () => _meter.CreateObservableUpDownCounter("durableparallel.engine.executions.active", active, "{execution}", "Executions whose functions run now."));
        Listeners.Make(_meter, "durableparallel.engine.executions", () => _meter.CreateObservableUpDownCounter(
            "durableparallel.engine.executions",
            () => executionsByStatus().Select((count, status) =>
                new Measurement<long>(count, new KeyValuePair<string, object?>(StatusTag, ((ExecutionStatus)status).ToString()))),
            "{execution}",
            "Executions in the journal by status."));
    }

    public void OnCommitted(TimeSpan duration, int records)
    {
        Listeners.Record(_commitDuration, duration.TotalSeconds);
        Listeners.Record(_commitRecords, records);
    }

    /// <param name="milliseconds">How late.</param>
    public void OnDue(long milliseconds) => Listeners.Record(_timerLag, milliseconds / 1000.0);

    public void Dispose() => Listeners.Dispose(_meter);
}

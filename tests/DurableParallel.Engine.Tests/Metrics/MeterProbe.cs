using System.Diagnostics.Metrics;
using DurableParallel.Engine.Metrics;

namespace DurableParallel.Engine.Tests.Metrics;

/// <summary>Listens to the instruments of one engine.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<double>> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _units = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MeterProbe(string journalId)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EngineMetrics.MeterName && instrument.Meter.Tags?.Contains(new(EngineMetrics.JournalTag, journalId)) == true)
            {
                _units[instrument.Name] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyDictionary<string, string?> Units => _units;

    public IReadOnlyList<double> this[string instrument]
    {
        get
        {
            lock (_gate)
            {
                return _values.TryGetValue(instrument, out var values) ? [.. values] : [];
            }
        }
    }

    public void Collect() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = tags.IsEmpty ? instrument.Name : $"{instrument.Name}/{tags[0].Value}";
        lock (_gate)
        {
            if (!_values.TryGetValue(name, out var values))
            {
                _values.Add(name, values = []);
            }

            values.Add(value);
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using DurableParallel.Telemetry;

namespace DurableParallel.Tests.Telemetry;

[NonParallelizable]
public sealed class ListenersTests
{
    [Test]
    public void Make_AListenerThrowsWhenTheInstrumentIsPublished_TheInstrumentIsThereAndHeardByOthers()
    {
        using var meter = new Meter($"meter {Guid.NewGuid()}");
        using var failing = new MeterListener { InstrumentPublished = (instrument, _) => ThrowIf(ReferenceEquals(instrument.Meter, meter)) };
        failing.Start();

        var histogram = Listeners.Make(meter, "h", () => meter.CreateHistogram<long>("h"));

        var heard = new List<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => heard.Add(value));
        listener.Start();
        Listeners.Record(histogram, 7);
        heard.Should().Equal(7);
    }

    [Test]
    public void MakeSource_AListenerThrowsWhenAsked_TheSourceIsThereAndHeardByOthers()
    {
        var name = $"source {Guid.NewGuid()}";
        using var failing = new ActivityListener { ShouldListenTo = source => source.Name == name ? throw new InvalidDataException("no") : false };
        ActivitySource.AddActivityListener(failing);

        // The one that threw is asked once more by nothing: it has missed the source.
        using var source = Listeners.MakeSource(name, "1");

        using var listener = new ActivityListener
        {
            ShouldListenTo = asked => asked.Name == name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("span");
        span.Should().NotBeNull();
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new InvalidDataException("no");
        }
    }

    [Test]
    public void MakeSource_ThatCannotBeMade_StillThrows() => FluentActions.Invoking(static () => Listeners.MakeSource(null!, "1")).Should().Throw<ArgumentNullException>();
}

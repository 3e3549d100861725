using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DurableParallel.Telemetry;

/// <summary>
/// Calls that run the code of listeners, which may throw: .NET runs it inside of a measurement, and inside of the making
/// of an instrument or a source. What a listener throws is dropped.
/// </summary>
internal static class Listeners
{
    public static void Record<T>(Histogram<T> histogram, T value, in TagList tags = default)
        where T : struct
    {
        if (!histogram.Enabled)
        {
            return;
        }

        try
        {
            histogram.Record(value, tags);
        }
        catch (Exception)
        {
            // See the class.
        }
    }

    public static void Add<T>(UpDownCounter<T> counter, T value)
        where T : struct
    {
        try
        {
            counter.Add(value);
        }
        catch (Exception)
        {
            // See the class.
        }
    }

    public static void Dispose(Meter meter)
    {
        try
        {
            meter.Dispose();
        }
        catch (Exception)
        {
            // See the class.
        }
    }

    /// <summary>Makes an instrument. Where a listener threw when it was published, it is there all the same, and only has to be found.</summary>
    public static T Make<T>(Meter meter, string name, Func<T> make)
        where T : Instrument
    {
        try
        {
            return make();
        }
        catch (Exception) when (Find<T>(meter, name) is not null)
        {
            return Find<T>(meter, name)!;
        }
    }

    /// <summary>Makes the source. Where a listener threw when it was asked about it, it is there all the same.</summary>
    public static ActivitySource MakeSource(string name, string? version)
    {
        try
        {
            return new ActivitySource(name, version);
        }
        catch (Exception) when (FindSource(name, version) is not null)
        {
            return FindSource(name, version)!;
        }
    }

    private static T? Find<T>(Meter meter, string name)
        where T : Instrument
    {
        T? found = null;
        using var finder = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == name)
                {
                    found = instrument as T;
                }
            },
        };
        finder.Start();
        return found;
    }

    private static ActivitySource? FindSource(string name, string? version)
    {
        ActivitySource? found = null;
        using var finder = new ActivityListener
        {
            ShouldListenTo = source =>
            {
                if (source.Name == name && source.Version == version)
                {
                    found = source;
                }

                return false;
            },
        };
        ActivitySource.AddActivityListener(finder);
        return found;
    }
}

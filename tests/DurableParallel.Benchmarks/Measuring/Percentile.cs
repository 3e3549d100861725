namespace DurableParallel.Benchmarks.Measuring;

/// <summary>The median and the ninety-ninth percentile of many durations, in microseconds.</summary>
internal readonly record struct Percentile(double P50, double P99)
{
    /// <summary>Sorts the durations.</summary>
    public static Percentile Of(double[] microseconds)
    {
        Array.Sort(microseconds);
        return new Percentile(microseconds[microseconds.Length / 2], microseconds[(int)(microseconds.Length * 0.99)]);
    }
}

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>A figure over several repetitions.</summary>
internal readonly record struct Range(double Median, double Min, double Max)
{
    public static Range Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Range(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }

    public static Range Single(double value) => new(value, value, value);
}

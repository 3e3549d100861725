namespace DurableParallel.Benchmarks.Measuring;

/// <summary>
/// The repetitions of a measurement and of its baselines, taken in turns in one process. The first ones are thrown away:
/// until the compiler has settled, all sides are too slow.
/// </summary>
internal sealed class Samples<T>
{
    private readonly List<T> _measured = [];
    private readonly Dictionary<string, List<T>> _baselines = [];

    private Samples()
    {
    }

    public static async Task<Samples<T>> TakeAsync(
        Repetitions repetitions,
        Func<Task<T>> measure,
        params IReadOnlyList<(string Name, Func<Task<T>> Take)> baselines)
    {
        var samples = new Samples<T>();
        foreach (var (name, _) in baselines)
        {
            samples._baselines.Add(name, []);
        }

        for (var repetition = 0; repetition < repetitions.Discarded + repetitions.Counted; repetition++)
        {
            var isCounted = repetition >= repetitions.Discarded;
            Keep(samples._measured, await measure(), isCounted);
            foreach (var (name, take) in baselines)
            {
                Keep(samples._baselines[name], await take(), isCounted);
            }
        }

        return samples;
    }

    public Range Measured(Func<T, double> of) => Range.Of(_measured.Select(of));

    public Baseline Of(string baseline, Func<T, double> of) => new(baseline, Range.Of(_baselines[baseline].Select(of)));

    private static void Keep(List<T> samples, T sample, bool isCounted)
    {
        if (isCounted)
        {
            samples.Add(sample);
        }
    }
}

namespace DurableParallel.Benchmarks;

/// <summary>
/// The repetitions of a measurement and of its baselines, taken in turns in one process. The first ones are thrown away:
/// until the compiler has settled, all sides are too slow.
/// </summary>
internal sealed class Samples
{
    private const int Discarded = 3;
    private const int Counted = 5;

    private readonly List<Sample> _measured = [];
    private readonly Dictionary<string, List<Sample>> _baselines = [];

    public IEnumerable<string> Baselines => _baselines.Keys;

    public static async Task<Samples> TakeAsync(Func<Task<Sample>> measure, params IReadOnlyList<(string Name, Func<Task<Sample>> Take)> baselines)
    {
        var samples = new Samples();
        foreach (var (name, _) in baselines)
        {
            samples._baselines.Add(name, []);
        }

        for (var repetition = 0; repetition < Discarded + Counted; repetition++)
        {
            var isCounted = repetition >= Discarded;
            Keep(samples._measured, await measure(), isCounted);
            foreach (var (name, take) in baselines)
            {
                Keep(samples._baselines[name], await take(), isCounted);
            }
        }

        return samples;
    }

    public Range Measured(Func<Sample, double> of) => Range.Of(_measured.Select(of));

    public Range Of(string baseline, Func<Sample, double> of) => Range.Of(_baselines[baseline].Select(of));

    private static void Keep(List<Sample> samples, Sample sample, bool isCounted)
    {
        if (isCounted)
        {
            samples.Add(sample);
        }
    }
}

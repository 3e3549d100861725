namespace DurableParallel.Benchmarks;

/// <summary>
/// The repetitions of a measurement and of its baseline, taken in turns in one process. The first ones are thrown away:
/// until the compiler has settled, both sides are too slow.
/// </summary>
internal sealed class Samples
{
    private const int Discarded = 3;
    private const int Counted = 5;

    private readonly List<Sample> _measured = [];
    private readonly List<Sample> _baseline = [];

    public static async Task<Samples> TakeAsync(Func<Task<Sample>> measure, Func<Task<Sample>> baseline)
    {
        var samples = new Samples();
        for (var repetition = 0; repetition < Discarded + Counted; repetition++)
        {
            var (measured, plain) = (await measure(), await baseline());
            if (repetition >= Discarded)
            {
                samples._measured.Add(measured);
                samples._baseline.Add(plain);
            }
        }

        return samples;
    }

    public Range Measured(Func<Sample, double> of) => Range.Of(_measured.Select(of));

    public Range Baseline(Func<Sample, double> of) => Range.Of(_baseline.Select(of));
}

namespace DurableParallel.Testing;

/// <summary>What an exploration of interleavings has found: nothing. Had it found something it would have thrown.</summary>
public sealed class InterleavingReport
{
    internal InterleavingReport(int runs, int orders, int firstSeed, DurableTestResult first)
    {
        Runs = runs;
        Orders = orders;
        FirstSeed = firstSeed;
        First = first;
    }

    /// <summary>How many seeds were tried.</summary>
    public int Runs { get; }

    /// <summary>How many different histories they led to.</summary>
    public int Orders { get; }

    /// <summary>The first of the seeds; the others follow it.</summary>
    public int FirstSeed { get; }

    /// <summary>The run of the first seed, which the others were compared with.</summary>
    public DurableTestResult First { get; }

    /// <summary>For example "the same outcome for all 100 seeds from 1, in 37 different orders".</summary>
    public override string ToString() =>
        FormattableString.Invariant($"the same outcome for all {Runs} seeds from {FirstSeed}, in {Orders} different orders");
}

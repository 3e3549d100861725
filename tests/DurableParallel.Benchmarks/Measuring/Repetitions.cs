namespace DurableParallel.Benchmarks.Measuring;

/// <summary>How often something is measured: so many times for nothing, and then so many times for the figures.</summary>
internal readonly record struct Repetitions(int Discarded, int Counted)
{
    private const int MostProcesses = 3;

    public static Repetitions Standard { get; } = new(3, 5);

    /// <summary>For what is measured in a process of its own each time: nothing of one run helps the next.</summary>
    public Repetitions OfProcesses => new(Math.Min(Discarded, 1), Math.Min(Counted, MostProcesses));
}

namespace DurableParallel.Benchmarks.Sequences;

/// <summary>The order in which executions arrive: scattered, and the same in every run.</summary>
internal static class Arrival
{
    public static int[] Scattered(int count)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        new Random(20_300_101).Shuffle(numbers);
        return numbers;
    }
}

using System.Globalization;

namespace DurableParallel.Benchmarks;

/// <summary>What a scenario is run with.</summary>
internal readonly record struct Arguments(int Count, int Concurrency)
{
    private const int DefaultCount = 10_000;

    public static bool TryParse(ReadOnlySpan<string> values, out Arguments arguments)
    {
        arguments = new Arguments(DefaultCount, 0);
        var count = DefaultCount;
        var concurrency = 0;
        var valid = values.Length <= 2
            && (values.Length < 1 || (int.TryParse(values[0], CultureInfo.InvariantCulture, out count) && count >= 1))
            && (values.Length < 2 || (int.TryParse(values[1], CultureInfo.InvariantCulture, out concurrency) && concurrency >= 0));
        arguments = new Arguments(count, concurrency);
        return valid;
    }
}

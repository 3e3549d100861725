using System.Globalization;
using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks;

/// <summary>What a scenario is run with: its own size where none is given, and what it likes for the second number.</summary>
internal sealed record Arguments(int? Count, int? Second, Repetitions Repetitions)
{
    public const string Usage = "[N] [second number] [--repetitions R] [--discard D]";

    public static Arguments Standard { get; } = new(null, null, Repetitions.Standard);

    public static bool TryParse(ReadOnlySpan<string> values, out Arguments arguments)
    {
        arguments = Standard;
        for (var index = 0; index < values.Length; index++)
        {
            var option = values[index];
            var isOption = option.StartsWith("--", StringComparison.Ordinal);
            var text = isOption && ++index < values.Length ? values[index] : option;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            var taken = (option, isOption) switch
            {
                ("--repetitions", _) when number >= 1 => arguments with { Repetitions = arguments.Repetitions with { Counted = number } },
                ("--discard", _) => arguments with { Repetitions = arguments.Repetitions with { Discarded = number } },
                (_, false) when arguments.Count is null && number >= 1 => arguments with { Count = number },
                (_, false) when arguments.Count is not null && arguments.Second is null => arguments with { Second = number },
                _ => null,
            };
            if (taken is null)
            {
                return false;
            }

            arguments = taken;
        }

        return true;
    }
}

using System.Globalization;

namespace DurableParallel.HelloSequence;

/// <summary>How many executions somebody asks for, in a request or on the command line.</summary>
internal static class ExecutionCount
{
    public const int Largest = 1_000_000;

    /// <summary>The count, or null and a sentence that says what is required.</summary>
    public static int? Parse(string what, string? text, out string problem)
    {
        problem = string.IsNullOrEmpty(text)
            ? $"{what} is required: a whole number from 1 to {Largest}."
            : $"{what} has to be a whole number from 1 to {Largest}, and '{Shorten(text)}' is not.";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= Largest ? count : null;
    }

    private static string Shorten(string text) =>
        string.Concat((text.Length > 40 ? text[..40] + "…" : text).Select(c => char.IsControl(c) ? '?' : c));
}

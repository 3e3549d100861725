using System.Globalization;

namespace DurableParallel.Errors;

/// <summary>A number and what is counted, in the singular for one of them: "1 operation", "2 operations".</summary>
internal static class Counted
{
    /// <param name="count">How many.</param>
    /// <param name="one">What follows "1": a noun, or a noun and its verb.</param>
    /// <param name="many">What follows every other number; null for <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many ?? one)}{(count == 1 || many is not null ? "" : "s")}");
}

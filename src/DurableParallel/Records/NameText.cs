using System.Globalization;
using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>
/// The rule of names that people give: any text of 1 to 256 characters that has no control character and no line separator,
/// which would break a line of a log or a list in two, and no half of a surrogate pair, which no UTF-8 holds.
/// </summary>
internal static class NameText
{
    /// <summary>The longest name, in UTF-16 characters.</summary>
    public const int MaxLength = 256;

    /// <summary>What is wrong with a name that has the right length, after "A name has"; null when nothing is.</summary>
    public static string? WhyRefused(string name)
    {
        for (var at = 0; at < name.Length; at++)
        {
            if (char.GetUnicodeCategory(name[at]) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return $"no control characters and no line separators, and character {at + 1} of this one is U+{(int)name[at]:X4}";
            }
        }

        return LoneSurrogates.IsIn(name) ? "whole characters, and this one has half of a surrogate pair" : null;
    }
}

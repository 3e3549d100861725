using System.Globalization;
using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Makes file names safe to print: names may hold line breaks, terminal codes and marks that turn the writing around.</summary>
internal static class Printable
{
    private const int LongestBranchName = 256;

    /// <summary>The text on one line, with everything that does not print escaped.</summary>
    public static string Line(string text) => Escape(text, rune => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse));

    /// <summary>A path as the name of a branch: printable ASCII, at most 256 characters, of which the end says the most.</summary>
    public static string BranchName(string path)
    {
        var name = Escape(path, rune => rune.Value is >= ' ' and <= '~');
        return name.Length <= LongestBranchName ? name : $"...{name[^(LongestBranchName - 3)..]}";
    }

    /// <summary>The text if it is no longer than so many characters, else its end.</summary>
    public static string End(string text, int longest)
    {
        var characters = new StringInfo(text);
        return characters.LengthInTextElements <= longest
            ? text
            : $"…{characters.SubstringByTextElements(characters.LengthInTextElements - longest + 1)}";
    }

    private static string Escape(string text, Func<Rune, bool> prints)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when prints(rune) => escaped.Append(rune),
                var value => escaped.Append($@"\u{{{value:X}}}"),
            };
        }

        return escaped.ToString();
    }
}

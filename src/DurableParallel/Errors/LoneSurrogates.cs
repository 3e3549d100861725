using System.Text;

namespace DurableParallel.Errors;

/// <summary>
/// Halves of characters without their other halves. A text in .NET may hold them and UTF-8 may not: a journal would give
/// back another text than it was given, and a replayed value would not be the live one.
/// </summary>
internal static class LoneSurrogates
{
    private const char First = '\ud800';
    private const char Last = '\udfff';

    public static bool IsIn(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange(First, Last) is var at and >= 0)
        {
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return true;
            }

            text = text[(at + 2)..];
        }

        return false;
    }

    /// <summary>The text with U+FFFD in the place of each, as everything that writes UTF-8 has it.</summary>
    public static string Replace(string text) => IsIn(text) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}

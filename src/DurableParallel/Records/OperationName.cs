using System.Buffers;
using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What an operation may be called. The rule is the wire's.</summary>
internal static class OperationName
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Printable =
        SearchValues.Create(string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)));

    /// <summary>Checks a name after which operations inside are named, with something behind it.</summary>
    public static void CheckPrefix(string? name, string suffix)
    {
        Check(name);
        if (name?.Length + suffix.Length > MaxLength)
        {
            throw Misuse.OfArgument(
                $"A name has 1 to {MaxLength - suffix.Length} characters here, as '{suffix}' is put behind it for an operation inside, and this one has {name!.Length}. Shorten it, or pass null.",
                nameof(name));
        }
    }

    public static void Check(string? name)
    {
        if (name is null)
        {
            return;
        }

        if (name.Length is 0 or > MaxLength)
        {
            throw Misuse.OfArgument($"A name has 1 to {MaxLength} characters, and this one has {name.Length}. Shorten it, or pass null.", nameof(name));
        }

        var offending = name.AsSpan().IndexOfAnyExcept(Printable);
        if (offending >= 0)
        {
            throw Misuse.OfArgument(
                $"A name has printable ASCII characters only, and character {offending + 1} of this one is U+{(int)name[offending]:X4}. "
                + "Put the text into the input of the operation, and a plain name here.",
                nameof(name));
        }
    }
}

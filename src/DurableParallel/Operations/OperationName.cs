using System.Buffers;

namespace DurableParallel.Operations;

/// <summary>What an operation may be called. The rule is the wire's.</summary>
internal static class OperationName
{
    private const int MaxLength = 256;

    private const string AttemptInfix = "-attempt-";

    // The digits of the largest number.
    private const int MaxLengthWithAttempts = MaxLength - 9 - 10;

    private static readonly SearchValues<char> Printable =
        SearchValues.Create(string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)));

    /// <summary>The name of an attempt of a block that is retried.</summary>
    public static string OfAttempt(string block, int attempt) => $"{block}{AttemptInfix}{attempt}";

    /// <summary>Checks the name of a block that is retried, whose attempts must have valid names too.</summary>
    public static void CheckWithAttempts(string? name)
    {
        if (name is { Length: > MaxLengthWithAttempts })
        {
            throw new ArgumentException(
                $"The name of a block that is retried has at most {MaxLengthWithAttempts} characters, since its attempts are named after it, and this one has {name.Length}. Shorten it.",
                nameof(name));
        }

        Check(name);
    }

    public static void Check(string? name)
    {
        if (name is null)
        {
            return;
        }

        if (name.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"A name has 1 to {MaxLength} characters, and this one has {name.Length}. Shorten it, or pass null.", nameof(name));
        }

        var offending = name.AsSpan().IndexOfAnyExcept(Printable);
        if (offending >= 0)
        {
            throw new ArgumentException(
                $"A name has printable ASCII characters only, and character {offending + 1} of this one is U+{(int)name[offending]:X4}. "
                + "Put the text into the input of the operation, and a plain name here.",
                nameof(name));
        }
    }
}

using System.Buffers;
using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What an operation may be called. The wire's rule is narrower, and an invocation holds names to it where it applies.</summary>
internal static class OperationName
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create(string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)));

    /// <summary>Checks a name after which operations inside are named, with something behind it.</summary>
    public static void CheckPrefix(string? name, string suffix)
    {
        Check(name);
        if (name?.Length + suffix.Length > NameText.MaxLength)
        {
            throw Misuse.OfArgument(
                $"A name has 1 to {NameText.MaxLength - suffix.Length} characters here, as '{suffix}' is put behind it for an operation inside, and this one has {name!.Length}. Shorten it, or pass null.",
                nameof(name));
        }
    }

    /// <summary>Checks a name by the rule of all hosts.</summary>
    /// <returns>Whether it is a name on the wire too.</returns>
    public static bool Check(string? name)
    {
        if (name is null)
        {
            return true;
        }

        if (name.Length is 0 or > NameText.MaxLength)
        {
            throw Misuse.OfArgument($"A name has 1 to {NameText.MaxLength} characters, and this one has {name.Length}. Shorten it, or pass null.", nameof(name));
        }

        if (OffendingOnWire(name) < 0)
        {
            return true;
        }

        return NameText.WhyRefused(name) is { } refusal
            ? throw Misuse.OfArgument($"A name has {refusal}. Put the text into the input of the operation, and a name without it here.", nameof(name))
            : false;
    }

    /// <summary>The first character that the wire does not take in a name; -1 when it takes all.</summary>
    public static int OffendingOnWire(string name) => name.AsSpan().IndexOfAnyExcept(Printable);
}

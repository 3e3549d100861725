using System.Buffers;

namespace DurableParallel.Records;

/// <summary>The wire's rule for the names of functions and executions: 1 to 64 characters of A-Z, a-z, 0-9, - and _.</summary>
internal static class PlainName
{
    /// <summary>The longest such name, in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static bool Is(string name) => name.Length is > 0 and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentException">It is not such a name.</exception>
    public static void Check(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (!Is(name))
        {
            throw new ArgumentException(
                $"A name has 1 to {MaxLength} characters of A-Z, a-z, 0-9, - and _; this one is '{name[..Math.Min(name.Length, 2 * MaxLength)]}' with {name.Length}.",
                parameter);
        }
    }
}

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>Makes names of any text, for executions and operations.</summary>
public static class DurableName
{
    private const int MaxLength = 64;
    private const int HashBytes = 8;
    private const int HashLength = 2 * HashBytes;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// Makes a name of a text, the same one each time. It is valid for executions and operations on every host: 1 to 64 characters of
    /// A-Z, a-z, 0-9, - and _. A text that is such a name stays as it is. Of any other the characters that are not allowed become -,
    /// what is too long is cut, and - and the first 16 hex digits of the SHA-256 of its UTF-8 are put behind it, so that two texts have
    /// two names. A text that ends with such digits already gets further ones, so that it is not taken for the name of another text.
    /// </summary>
    /// <param name="text">Any text, for example "Order #17 of Zoë".</param>
    /// <returns>The name, for example "Order--17-of-Zo--" and 16 digits.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public static string From(string text)
    {
        Misuse.ThrowIfNull(text);
        if (text.Length is > 0 and <= MaxLength && !text.AsSpan().ContainsAnyExcept(Plain) && !EndsWithHash(text))
        {
            return text;
        }

        var kept = text.AsSpan(0, Math.Min(text.Length, MaxLength - 1 - HashLength));
        var name = new StringBuilder(MaxLength);
        foreach (var character in kept)
        {
            name.Append(Plain.Contains(character) ? character : '-');
        }

        if (name.Length > 0)
        {
            name.Append('-');
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return name.Append(Convert.ToHexStringLower(hash, 0, HashBytes)).ToString();
    }

    private static bool EndsWithHash(string text) =>
        text.Length >= HashLength
        && (text.Length == HashLength || text[^(HashLength + 1)] == '-')
        && !text.AsSpan(text.Length - HashLength).ContainsAnyExcept(HexDigits);
}

using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Records;

/// <summary>
/// What an invoked execution is called: the invoking one's name, two hyphens and the invoke's position, for example
/// "order-7--1-3". Where that would be too long, a beginning of the name, two hyphens, and 40 hex digits of the SHA-256 of
/// name and position.
/// </summary>
internal static class InvokedName
{
    private const string Separator = "--";
    private const int HashLength = 40;

    public static string Of(string parent, OperationId operation)
    {
        var name = $"{parent}{Separator}{operation}";
        if (name.Length <= PlainName.MaxLength)
        {
            return name;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
        var kept = Math.Min(parent.Length, PlainName.MaxLength - Separator.Length - HashLength);
        return string.Concat(parent.AsSpan(0, char.IsHighSurrogate(parent[kept - 1]) ? kept - 1 : kept), Separator, hash);
    }
}

using System.Security.Cryptography;

namespace DurableParallel.Running.Watching;

/// <summary>Names for invocations of hosts that have none of their own.</summary>
internal static class RequestIds
{
    private const int Bytes = 16;

    public static string Next()
    {
        Span<byte> id = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(id);
        return Convert.ToHexStringLower(id);
    }
}

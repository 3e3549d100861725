using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Names executions by their folder: the same folder is the same series of audits.</summary>
internal static class AuditName
{
    private const int HexDigits = 24;

    /// <summary>The name of the folder's audits; equal for equal full paths.</summary>
    public static string Series(string folder) =>
        $"audit-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..HexDigits]}";

    /// <summary>The name of one of them, from 1.</summary>
    public static string Run(string series, int number) => $"{series}-{number}";
}

using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>What a tenant's id may be, wherever one is given.</summary>
internal static class TenantIds
{
    /// <summary>The longest one, in characters.</summary>
    public const int Longest = 256;

    /// <exception cref="ArgumentException">It is empty, too long, or has another character than the printable ones of ASCII.</exception>
    public static void Check(string? tenantId, string parameter)
    {
        if (tenantId is not null && (tenantId.Length is 0 or > Longest || tenantId.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw Misuse.OfArgument(
                $"A tenant's id has 1 to {Longest} printable ASCII characters; this one has {tenantId.Length}. Pass null for none.",
                parameter);
        }
    }
}

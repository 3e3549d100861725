using System.Text;

namespace DurableParallel.Records;

/// <summary>How large payloads may be on record.</summary>
internal static class PayloadLimits
{
    /// <summary>The payload of a context may have so many bytes of UTF-8. A larger value is not kept: replay runs the context again for it.</summary>
    public const int ContextBytes = 262_144;

    public static bool FitsContext(string? payload) =>
        payload is null
        || payload.Length <= ContextBytes / 3
        || (payload.Length <= ContextBytes && Encoding.UTF8.GetByteCount(payload) <= ContextBytes);
}

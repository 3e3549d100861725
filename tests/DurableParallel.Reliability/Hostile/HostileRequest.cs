using System.Text;

namespace DurableParallel.Reliability.Hostile;

/// <summary>A request as bytes, so that no client makes it well-formed.</summary>
/// <param name="Name">Where it came from, for a failure.</param>
/// <param name="Head">The request's line and its headers.</param>
/// <param name="Body">What follows them.</param>
/// <param name="IsHttp">Whether a server may answer without a code, because it cannot be read as HTTP at all.</param>
/// <param name="MayWait">Whether it may be one that is answered later: the next event, or the result of an execution.</param>
/// <param name="IsWhole">Whether a server can know where it ends. Else the sender closes its side when all is sent.</param>
internal sealed record HostileRequest(string Name, string Head, byte[] Body, bool IsHttp, bool MayWait, bool IsWhole)
{
    // Latin1 keeps every byte as it is.
    public byte[] ToBytes() => [.. Encoding.Latin1.GetBytes(Head), .. Body];
}

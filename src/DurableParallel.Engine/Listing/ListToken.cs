using System.Buffers.Binary;
using System.Buffers.Text;
using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Listing;

/// <summary>Where a list goes on, as text for whoever asked: which list, behind which execution, and a checksum.</summary>
internal static class ListToken
{
    private const byte Version = 1;
    private const int NumberAt = 1 + sizeof(uint);
    private const int ChecksumAt = NumberAt + sizeof(long);
    private const int Length = ChecksumAt + sizeof(uint);

    public static string Write(uint fingerprint, long number)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], fingerprint);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[NumberAt..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[ChecksumAt..], CommitFrame.Checksum(bytes[..ChecksumAt]));
        return Base64Url.EncodeToString(bytes);
    }

    /// <exception cref="ArgumentException">It is not a token, or one of another list.</exception>
    public static long Read(string token, uint fingerprint, string parameter)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (token.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(token)
            || !Base64Url.TryDecodeFromChars(token, bytes, out var written)
            || written != Length
            || bytes[0] != Version
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != CommitFrame.Checksum(bytes[..ChecksumAt])
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[NumberAt..]) is not (> 0 and var number))
        {
            throw new ArgumentException("The continuation token is not one that a list gave. Give it as it was, or null for the beginning.", parameter);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]) == fingerprint
            ? number
            : throw new ArgumentException("The continuation token is of another query or another journal. Give the query that it came with, or no token.", parameter);
    }
}

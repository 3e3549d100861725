using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Scopes.Summary;

/// <summary>A SHA-256 over index, name and kind of all branches. Lengths go before names, so no two lists share an encoding.</summary>
internal static class BranchDigest
{
    private const int Header = sizeof(int) + 1 + sizeof(int);
    private const int BufferSize = 16384;

    public static byte[] Of(IBranchSummarySource branches)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var used = 0;
        for (var index = 0; index < branches.Count; index++)
        {
            var name = branches.Name(index);
            var needed = Header + Encoding.UTF8.GetMaxByteCount(name.Length);
            if (needed > buffer.Length - used)
            {
                hash.AppendData(buffer, 0, used);
                used = 0;
            }

            if (needed > buffer.Length)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(needed);
            }

            var length = Encoding.UTF8.GetBytes(name, buffer.AsSpan(used + Header));
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used), index);
            buffer[used + sizeof(int)] = branches.HasResult(index) ? (byte)1 : (byte)0;
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(used + sizeof(int) + 1), length);
            used += Header + length;
        }

        hash.AppendData(buffer, 0, used);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }
}

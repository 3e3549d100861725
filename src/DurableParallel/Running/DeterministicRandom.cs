using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Running;

/// <summary>
/// The random numbers of one context: the same in every run of the execution, on every host and every version of .NET.
/// The algorithm (xoshiro256**, seeded by SHA-256) is frozen by test vectors, because a changed one would be drift. Not
/// safe for several threads, like <see cref="Random"/> and the code of a context.
/// </summary>
internal sealed class DeterministicRandom : Random
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <param name="executionArn">The execution's ARN.</param>
    /// <param name="contextId">The context's id as the wire has it; the empty text for the root.</param>
    public DeterministicRandom(string executionArn, string contextId)
    {
        // An ARN holds no NUL, so the two parts cannot be read in another way.
        Span<byte> seed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{executionArn}\0{contextId}"), seed);
        _s0 = BinaryPrimitives.ReadUInt64LittleEndian(seed);
        _s1 = BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]);
        _s2 = BinaryPrimitives.ReadUInt64LittleEndian(seed[16..]);
        _s3 = BinaryPrimitives.ReadUInt64LittleEndian(seed[24..]);
    }

    /// <summary>A GUID of version 4.</summary>
    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    public override int Next() => (int)Below(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)Below((ulong)maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)Below((ulong)((long)maxValue - minValue)));
    }

    public override long NextInt64() => (long)Below(long.MaxValue);

    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Below((ulong)maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (long)Below((ulong)maxValue - (ulong)minValue);
    }

    public override double NextDouble() => (NextWord() >> 11) * (1.0 / (1UL << 53));

    public override float NextSingle() => (NextWord() >> 40) * (1.0f / (1U << 24));

    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, NextWord());
            var length = Math.Min(buffer.Length, word.Length);
            word[..length].CopyTo(buffer);
            buffer = buffer[length..];
        }
    }

    protected override double Sample() => NextDouble();

    // Lemire's method: the high half of a product, drawn again while the low half falls into the uneven rest.
    private ulong Below(ulong bound)
    {
        if (bound == 0)
        {
            return 0;
        }

        var high = Math.BigMul(NextWord(), bound, out ulong low);
        if (low < bound)
        {
            var rest = unchecked(0UL - bound) % bound;
            while (low < rest)
            {
                high = Math.BigMul(NextWord(), bound, out low);
            }
        }

        return high;
    }

    private ulong NextWord()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
            var shifted = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= shifted;
            _s3 = BitOperations.RotateLeft(_s3, 45);
            return result;
        }
    }
}

namespace DurableParallel.Scopes.Summary;

/// <summary>The statuses of a scope without anything else: two bits each, or a variable-length number for each run of equal ones.</summary>
internal static class StatusPacking
{
    private const int PerByte = 4;
    private const int StatusBits = 2;
    private const int StatusMask = 3;

    public static byte[] ToTwoBits(ReadOnlySpan<byte> statuses)
    {
        var packed = new byte[TwoBitLength(statuses.Length)];
        for (var index = 0; index < statuses.Length; index++)
        {
            packed[index / PerByte] |= (byte)(ToCode(statuses[index]) << (index % PerByte * StatusBits));
        }

        return packed;
    }

    /// <summary>The runs, or null when they would take more bytes than that.</summary>
    public static byte[]? ToRuns(ReadOnlySpan<byte> statuses, int maxBytes)
    {
        var packed = new List<byte>();
        for (var start = 0; start < statuses.Length;)
        {
            var length = statuses[start..].IndexOfAnyExcept(statuses[start]);
            length = length < 0 ? statuses.Length - start : length;
            var number = ((ulong)length << StatusBits) | ToCode(statuses[start]);
            for (; number >= 0x80; number >>= 7)
            {
                packed.Add((byte)(number | 0x80));
            }

            packed.Add((byte)number);
            start += length;
            if (packed.Count > maxBytes)
            {
                return null;
            }
        }

        return [.. packed];
    }

    /// <summary>Fills the statuses; false when the bytes do not describe exactly so many.</summary>
    public static bool TryFromTwoBits(ReadOnlySpan<byte> packed, Span<byte> statuses)
    {
        if (packed.Length != TwoBitLength(statuses.Length))
        {
            return false;
        }

        for (var index = 0; index < statuses.Length; index++)
        {
            statuses[index] = FromCode((packed[index / PerByte] >> (index % PerByte * StatusBits)) & StatusMask);
        }

        // What is left of the last byte must be empty: one list of statuses has one form.
        return statuses.Length % PerByte == 0 || packed[^1] >> (statuses.Length % PerByte * StatusBits) == 0;
    }

    /// <inheritdoc cref="TryFromTwoBits"/>
    public static bool TryFromRuns(ReadOnlySpan<byte> packed, Span<byte> statuses)
    {
        while (!packed.IsEmpty)
        {
            if (!TryReadNumber(ref packed, out var number))
            {
                return false;
            }

            var length = number >> StatusBits;
            if (length == 0 || length > (ulong)statuses.Length)
            {
                return false;
            }

            statuses[..(int)length].Fill(FromCode((int)(number & StatusMask)));
            statuses = statuses[(int)length..];
        }

        return statuses.IsEmpty;
    }

    public static long TwoBitLength(int count) => ((long)count + PerByte - 1) / PerByte;

    private static bool TryReadNumber(ref ReadOnlySpan<byte> packed, out ulong number)
    {
        const int MaxBytes = 5;
        number = 0;
        for (var index = 0; index < Math.Min(MaxBytes, packed.Length); index++)
        {
            number |= (ulong)(packed[index] & 0x7F) << (7 * index);
            if (packed[index] < 0x80)
            {
                packed = packed[(index + 1)..];
                return true;
            }
        }

        return false;
    }

    private static uint ToCode(byte status) => (uint)(status - (byte)BranchStatus.Succeeded);

    private static byte FromCode(int code) => (byte)(code + (int)BranchStatus.Succeeded);
}

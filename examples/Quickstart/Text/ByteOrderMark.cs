namespace DurableParallel.Quickstart;

/// <summary>Tells the encoding of a text by the mark at its start. Without a mark it is taken to be UTF-8.</summary>
internal static class ByteOrderMark
{
    public const string Utf8 = "utf-8";

    // UTF-32's little-endian mark begins like that of UTF-16, so the longer one comes first.
    private static readonly (byte[] Mark, string Encoding)[] Marks =
    [
        ([0xFF, 0xFE, 0x00, 0x00], "utf-32"),
        ([0x00, 0x00, 0xFE, 0xFF], "utf-32BE"),
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE], "utf-16"),
        ([0xFE, 0xFF], "utf-16BE"),
    ];

    /// <summary>The encoding's name, and how many bytes its mark takes.</summary>
    public static (string Encoding, int Length) Detect(ReadOnlySpan<byte> start)
    {
        foreach (var (mark, encoding) in Marks)
        {
            if (start.StartsWith(mark))
            {
                return (encoding, mark.Length);
            }
        }

        return (Utf8, 0);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Quickstart;

/// <summary>Reads a stream of any length as text, a piece at a time: at most two buffers are ever in memory.</summary>
internal sealed class StreamedText(Stream stream, IncrementalHash? hash = null)
{
    private const int LongestMark = 4;
    private readonly byte[] _bytes = new byte[64 * 1024];
    private char[] _chars = [];
    private Decoder? _decoder;
    private bool _ended;
    private int _count;

    /// <summary>The bytes read so far.</summary>
    public long Size { get; private set; }

    /// <summary>The name of the encoding, known once the first piece was read.</summary>
    public string Encoding { get; private set; } = ByteOrderMark.Utf8;

    /// <summary>The piece that was read last. Malformed bytes appear as U+FFFD.</summary>
    public ReadOnlySpan<char> Piece => _chars.AsSpan(0, _count);

    /// <summary>Reads the next piece; false at the end of the stream.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        var atLeast = _decoder is null ? LongestMark : 1;
        var length = await stream.ReadAtLeastAsync(_bytes, atLeast, throwOnEndOfStream: false, cancellationToken);
        _ended = length < atLeast;
        Size += length;
        hash?.AppendData(_bytes, 0, length);
        Decode(length);
        return true;
    }

    private void Decode(int length)
    {
        var start = 0;
        if (_decoder is null)
        {
            (Encoding, start) = ByteOrderMark.Detect(_bytes.AsSpan(0, length));
            var encoding = System.Text.Encoding.GetEncoding(Encoding);
            _decoder = encoding.GetDecoder();
            _chars = new char[encoding.GetMaxCharCount(_bytes.Length)];
        }

        _count = _decoder.GetChars(_bytes.AsSpan(start, length - start), _chars, flush: _ended);
    }
}

using System.IO.Compression;
using System.Text;

namespace DurableParallel.Snippets.Payloads;

#region BrotliCodec
/// <summary>Compresses payloads. Bounds what it makes of one again: a kilobyte of Brotli can hold gigabytes.</summary>
public sealed class BrotliCodec(int maxBytes) : IPayloadCodec
{
    public string Encode(string payload, SerializationContext context)
    {
        var plain = Encoding.UTF8.GetBytes(payload);
        if (plain.Length > maxBytes)
        {
            throw new InvalidDataException($"It has {plain.Length} bytes, and at most {maxBytes} would be read again.");
        }

        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(plain);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    public string Decode(string payload, SerializationContext context)
    {
        using var packed = new MemoryStream(Convert.FromBase64String(payload));
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (var count = brotli.Read(buffer); count > 0; count = brotli.Read(buffer))
        {
            if (plain.Length + count > maxBytes)
            {
                throw new InvalidDataException($"It unpacks to more than {maxBytes} bytes.");
            }

            plain.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(plain.GetBuffer(), 0, (int)plain.Length);
    }
}
#endregion

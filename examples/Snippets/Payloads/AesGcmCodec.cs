using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Snippets.Payloads;

#region AesGcmCodec
/// <summary>Encrypts payloads, and ties each to its place, so that nobody can put one into the place of another.</summary>
public sealed class AesGcmCodec(byte[] key) : IPayloadCodec
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = NonceBytes + TagBytes;

    public string Encode(string payload, SerializationContext context)
    {
        var plain = Encoding.UTF8.GetBytes(payload);
        var box = new byte[HeadBytes + plain.Length];
        var nonce = box.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, box.AsSpan(HeadBytes), box.AsSpan(NonceBytes, TagBytes), PlaceOf(context));
        return Convert.ToBase64String(box);
    }

    public string Decode(string payload, SerializationContext context)
    {
        var box = Convert.FromBase64String(payload);
        if (box.Length < HeadBytes)
        {
            throw new CryptographicException($"An encrypted payload has {HeadBytes} bytes at least, and this one has {box.Length}.");
        }

        var plain = new byte[box.Length - HeadBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(HeadBytes), box.AsSpan(NonceBytes, TagBytes), plain, PlaceOf(context));
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] PlaceOf(SerializationContext context) => Encoding.UTF8.GetBytes($"{context.ExecutionArn}\n{context.OperationId}");
}
#endregion

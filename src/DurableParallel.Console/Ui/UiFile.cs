using System.Security.Cryptography;

namespace DurableParallel.Console.Ui;

/// <summary>A file of the page, and its compressed forms where it was built with some. Immutable.</summary>
internal sealed class UiFile(byte[] plain)
{
    public const string Missing = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Durable console</title></head><body><p>This build has the management API alone, at api/, and no page.</p></body></html>";

    private const int TagBytes = 12;

    public byte[] Plain => plain;

    public byte[]? Brotli { get; init; }

    public byte[]? Gzip { get; init; }

    /// <summary>What the file is recognized by.</summary>
    public string Tag { get; } = Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, TagBytes));

    /// <summary>The smallest form that a client takes, and its encoding; null for the file as it is.</summary>
    public (byte[] Bytes, string? Encoding) Choose(string accepted) =>
        Brotli is not null && Accepts(accepted, "br") ? (Brotli, "br")
        : Gzip is not null && Accepts(accepted, "gzip") ? (Gzip, "gzip")
        : (plain, null);

    private static bool Accepts(string accepted, string encoding) =>
        accepted.Split(',').Select(static part => part.Split(';')).Any(part =>
            part[0].Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase) && !part.Skip(1).Any(static weight => weight.Trim() is "q=0" or "q=0.0"));
}

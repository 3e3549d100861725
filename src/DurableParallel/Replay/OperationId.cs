using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Replay;

/// <summary>
/// The id of an operation is its position: the id of the context above it and a number from 1, in program order. On
/// the wire it is the SHA-256, in lower-case hex, of "&lt;number&gt;" at the root and of "&lt;parent&gt;-&lt;number&gt;"
/// below. Inside a process the position itself is compared and the hash is made only when somebody asks for it.
/// </summary>
internal sealed class OperationId(OperationId? parent, int number) : IEquatable<OperationId>
{
    private readonly int _hashCode = HashCode.Combine(parent?._hashCode ?? 0, number);
    private string? _hex;

    /// <summary>The id of the context above; null at the root.</summary>
    public OperationId? Parent { get; } = parent;

    /// <summary>The place in that context, from 1.</summary>
    public int Number { get; } = number;

    /// <summary>A number that a host may attach to recognise the operation by; 0 when none did.</summary>
    public int HostKey { get; set; }

    /// <summary>The id as the wire has it.</summary>
    public string Hex => _hex ??= Hash(Parent, Number);

    public bool Equals(OperationId? other)
    {
        var mine = this;
        while (!ReferenceEquals(mine, other))
        {
            if (mine is null || other is null || mine._hashCode != other._hashCode || mine.Number != other.Number)
            {
                return false;
            }

            mine = mine.Parent;
            other = other.Parent;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is OperationId other && Equals(other);

    public override int GetHashCode() => _hashCode;

    /// <summary>The position as people read it, for example "1-3-2".</summary>
    public override string ToString() => Parent is null ? $"{Number}" : $"{Parent}-{Number}";

    private static string Hash(OperationId? parent, int number)
    {
        const int HexLength = 2 * SHA256.HashSizeInBytes;
        Span<byte> text = stackalloc byte[HexLength + 1 + 11];
        var length = 0;
        if (parent is not null)
        {
            Encoding.ASCII.GetBytes(parent.Hex, text);
            text[HexLength] = (byte)'-';
            length = HexLength + 1;
        }

        if (!Utf8Formatter.TryFormat(number, text[length..], out var digits))
        {
            throw new InvalidOperationException($"The number {number} does not fit into an operation id.");
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(length + digits)], hash);
        return Convert.ToHexStringLower(hash);
    }
}

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DurableParallel.Records;

/// <summary>
/// The id of an operation is its position: the id of the context above it and a number from 1, in program order. On
/// the wire it is the SHA-256, in lower-case hex, of "&lt;number&gt;" at the root and of "&lt;parent&gt;-&lt;number&gt;"
/// below. Inside a process the position itself is compared and the hash is made only when somebody asks for it.
/// </summary>
internal sealed class OperationId(OperationId? parent, int number, int hostKey = 0) : IEquatable<OperationId>
{
    /// <summary>The length of <see cref="Hex"/>, in characters.</summary>
    public const int HexLength = 2 * SHA256.HashSizeInBytes;

    private const int DeadlineNumber = -1;
    private const int CompensationNumber = -2;
    private const string DeadlineSuffix = "t";
    private const string CompensationSuffix = "c";

    private string? _hex;

    /// <summary>The id of the context above; null at the root.</summary>
    public OperationId? Parent { get; } = parent;

    /// <summary>The place in that context, from 1; negative for the reserved ids of a scope.</summary>
    public int Number { get; } = number;

    /// <summary>A number that a host may attach to recognise the operation by; 0 when none did.</summary>
    public int HostKey { get; private set; } = hostKey;

    /// <summary>Attaches the number by which a host recognises the operation. An id has at most one of one host.</summary>
    /// <exception cref="InvalidOperationException">It has another one.</exception>
    public void AttachHostKey(int key)
    {
        if (HostKey != 0 && HostKey != key)
        {
            throw new InvalidOperationException($"The operation {this} has the number {HostKey} of its host, and was given {key}. A number is given once.");
        }

        HostKey = key;
    }

    /// <summary>The reserved id of a scope's deadline, the hash of "&lt;scope&gt;-t". It takes no place below the scope.</summary>
    public static OperationId DeadlineOf(OperationId scope) => new(scope, DeadlineNumber);

    /// <summary>The reserved id of the context of a scope's compensations, the hash of "&lt;scope&gt;-c". It takes no place below the scope.</summary>
    public static OperationId CompensationOf(OperationId scope) => new(scope, CompensationNumber);

    /// <summary>
    /// The place whose end ends this one too: the one above in the order of ids, except for compensations, which outlive
    /// the scope that they belong to.
    /// </summary>
    public OperationId? Outer => OutlivesScope(Number) ? Parent?.Parent : Parent;

    /// <summary>Whether the place of that number, below a scope, does not end with the scope: that of its compensations.</summary>
    public static bool OutlivesScope(int number) => number == CompensationNumber;

    /// <summary>Whether the end of that context ends this place too.</summary>
    public bool IsBelow(OperationId context)
    {
        for (var above = Outer; above is not null; above = above.Outer)
        {
            if (above.Equals(context))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it is one of the reserved ids, which are not counted below their scope.</summary>
    public bool IsReserved => Number < 0;

    /// <summary>The id as the wire has it.</summary>
    public string Hex => _hex ?? MakeHex();

    /// <summary>Writes the id as the wire has it, <see cref="HexLength"/> characters, without keeping it.</summary>
    public void WriteHex(Span<char> hex)
    {
        if (_hex is null)
        {
            Hash(hex);
        }
        else
        {
            _hex.CopyTo(hex);
        }
    }

    /// <summary>Takes a text that is the same as <see cref="Hex"/>, and somebody keeps anyway.</summary>
    public void ShareHex(string hex) => _hex = hex;

    /// <summary>Reads a position as <see cref="ToString"/> writes it; the text may come from anywhere.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out OperationId? id)
    {
        id = null;
        foreach (var range in text.Split('-'))
        {
            if (!TryParseNumber(text[range], out var number))
            {
                id = null;
                return false;
            }

            id = new OperationId(id, number);
        }

        return id is not null;
    }

    public bool Equals(OperationId? other)
    {
        var mine = this;
        while (!ReferenceEquals(mine, other))
        {
            if (mine is null || other is null || mine.Number != other.Number)
            {
                return false;
            }

            mine = mine.Parent;
            other = other.Parent;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is OperationId other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        for (var above = this; above is not null; above = above.Parent)
        {
            hash.Add(above.Number);
        }

        return hash.ToHashCode();
    }

    /// <summary>The position as people read it, for example "1-3-2".</summary>
    public override string ToString() => Parent is null ? LastSegment : $"{Parent}-{LastSegment}";

    /// <summary>The place in its context as people read it, for example "2"; of the reserved ids their letter.</summary>
    public string LastSegment => Number switch
    {
        DeadlineNumber => DeadlineSuffix,
        CompensationNumber => CompensationSuffix,
        _ => Number.ToString(CultureInfo.InvariantCulture),
    };

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number)
    {
        number = text switch
        {
            DeadlineSuffix => DeadlineNumber,
            CompensationSuffix => CompensationNumber,
            _ => 0,
        };
        return number != 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0);
    }

    /// <summary>The reserved ids of a scope that has an id of another kind, as the wire has them.</summary>
    /// <param name="scope">The scope's id on the wire.</param>
    public static (string Deadline, string Compensation) ReservedOf(string scope) => (HashOf(scope, DeadlineSuffix), HashOf(scope, CompensationSuffix));

    private static string HashOf(string parent, string suffix) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{parent}-{suffix}")));

    private string MakeHex()
    {
        if (Parent is { _hex: null })
        {
            // From the top down, since what is nested may be nested deeply.
            var above = new Stack<OperationId>();
            for (var next = Parent; next is { _hex: null }; next = next.Parent)
            {
                above.Push(next);
            }

            while (above.TryPop(out var next))
            {
                next._hex = next.HashText();
            }
        }

        return _hex = HashText();
    }

    private string HashText() => string.Create(HexLength, this, static (hex, id) => id.Hash(hex));

    private void Hash(Span<char> hex)
    {
        Span<byte> text = stackalloc byte[HexLength + 1 + 11];
        var length = 0;
        if (Parent is not null)
        {
            Encoding.ASCII.GetBytes(Parent.Hex, text);
            text[HexLength] = (byte)'-';
            length = HexLength + 1;
        }

        if (Number > 0)
        {
            Utf8Formatter.TryFormat(Number, text[length..], out var digits);
            length += digits;
        }
        else
        {
            length += Encoding.ASCII.GetBytes(LastSegment, text[length..]);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}

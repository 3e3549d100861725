using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace DurableParallel.Records;

/// <summary>
/// The id under which the outside completes a callback: Base64 of the execution's name and the operation's position. It
/// names a callback and protects nothing: whoever may complete callbacks is for the host to say.
/// </summary>
/// <param name="ExecutionName">The execution that waits.</param>
/// <param name="Operation">The callback's operation in it.</param>
internal sealed record CallbackId(string ExecutionName, OperationId Operation)
{
    /// <summary>The longest id that is read, in characters.</summary>
    public const int MaxLength = 4096;

    private const char Separator = '\n';
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads an id, which may come from anywhere.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CallbackId? id)
    {
        id = null;
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        string decoded;
        try
        {
            decoded = StrictUtf8.GetString(Convert.FromBase64String(text));
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            return false;
        }

        var end = decoded.LastIndexOf(Separator);
        if (end > 0 && OperationId.TryParse(decoded.AsSpan(end + 1), out var operation))
        {
            id = new CallbackId(decoded[..end], operation);
        }

        return id is not null;
    }

    public override string ToString() => Convert.ToBase64String(StrictUtf8.GetBytes($"{ExecutionName}{Separator}{Operation}"));
}

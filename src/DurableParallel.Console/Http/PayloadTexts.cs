using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text;
using DurableParallel.Console.Api;
using DurableParallel.Console.Logging;
using DurableParallel.Errors;

namespace DurableParallel.Console.Http;

/// <summary>What is shown of payloads and errors to one person: by the application's view, and cut to a length.</summary>
internal sealed class PayloadTexts(ConsoleParts parts, ClaimsPrincipal user)
{
    private const int MostStackLines = 200;
    private const int LongestMessage = 4096;
    private const int LongestShort = 500;

    // Stands where a text is expected and nothing of it is to be shown.
    private const string Hidden = "(not shown)";

    /// <summary>What a payload is shown as, whole; null when nothing of it is.</summary>
    public string? Whole(string text, PayloadKind kind, in PayloadOwner owner)
    {
        if (parts.Options.PayloadView is not { } view)
        {
            return text;
        }

        try
        {
            return view.Show(new RecordedPayload
            {
                Text = text,
                Kind = kind,
                OwnerName = owner.Name,
                FunctionName = owner.Function,
                OperationName = owner.Operation,
                User = user,
            });
        }
        catch (Exception fault)
        {
            parts.Logger.PayloadViewFailed(fault, owner.Name);
            return null;
        }
    }

    /// <summary>A text that is no payload of its own, as it is shown; null for none.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? TextOf(string? text, PayloadKind kind, in PayloadOwner owner) => text is null ? null : Whole(text, kind, owner) ?? Hidden;

    /// <summary>Tags as they are shown; null for none.</summary>
    public IReadOnlyDictionary<string, string>? TagsOf(IReadOnlyDictionary<string, string> tags, PayloadOwner owner) =>
        tags.Count == 0 ? null
        : parts.Options.PayloadView is null ? tags
        : tags.ToDictionary(static tag => tag.Key, tag => TextOf(tag.Value, PayloadKind.TagValue, owner), StringComparer.Ordinal);

    /// <summary>A payload as it is shown; null for none.</summary>
    /// <param name="text">It, as it is on record.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="download">Where the whole is, below the API; null for nowhere.</param>
    public ShownPayload? Of(string? text, PayloadKind kind, in PayloadOwner owner, string? download)
    {
        if (text is null)
        {
            return null;
        }

        if (Whole(text, kind, owner) is not { } shown)
        {
            return new ShownPayload { Bytes = Encoding.UTF8.GetByteCount(text), Cut = false, Redacted = true, ContentType = "text" };
        }

        var cut = Cut(shown, parts.Options.LongestPayloadShown);
        return new ShownPayload
        {
            Text = cut,
            Bytes = Encoding.UTF8.GetByteCount(shown),
            Cut = cut.Length < shown.Length,
            ContentType = LooksLikeJson(shown) ? "json" : "text",
            Download = download,
        };
    }

    /// <summary>An error as it is shown; null for none.</summary>
    public ErrorView? Of(DurableError? error, in PayloadOwner owner)
    {
        if (error is null)
        {
            return null;
        }

        // Data of this library's own is what caused the error; any other is the user's.
        var facts = ErrorFacts.Read(error);
        var isOwn = facts.BaseTypes.Count + facts.Causes.Count > 0;
        var causes = new List<ErrorView>(facts.Causes.Count);
        foreach (var cause in facts.Causes)
        {
            causes.Add(Short(new DurableError(cause.Type, cause.Message), owner));
        }

        var stack = error.StackTrace is { Count: > 0 } lines ? Whole(string.Join('\n', lines.Take(MostStackLines)), PayloadKind.ErrorData, owner) : null;
        return Short(error, owner) with
        {
            Message = Whole(error.ErrorMessage, PayloadKind.ErrorMessage, owner) is { } message ? Cut(message, Math.Max(LongestMessage, parts.Options.LongestPayloadShown)) : null,
            Stack = stack?.Split('\n'),
            Data = !isOwn && error.ErrorData is { } data && Whole(data, PayloadKind.ErrorData, owner) is { } shown ? Cut(shown, Math.Max(LongestMessage, parts.Options.LongestPayloadShown)) : null,
            Causes = causes.Count == 0 ? null : causes,
        };
    }

    /// <summary>An error without its stack and data, its message cut.</summary>
    public ErrorView Short(DurableError error, in PayloadOwner owner) => new()
    {
        Type = error.ErrorType.Length == 0 ? null : error.ErrorType,
        Message = Whole(error.ErrorMessage, PayloadKind.ErrorMessage, owner) is { } message ? Cut(message, LongestShort) : null,
    };

    /// <summary>The beginning of a text: between characters, not within one.</summary>
    public static string Cut(string text, int most) => text.Length <= most
        ? text
        : text[..(most > 0 && char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static bool LooksLikeJson(string text) => text.AsSpan().Trim() switch
    {
        ['{', .., '}'] or ['[', .., ']'] or ['"', .., '"'] => true,
        "true" or "false" or "null" => true,
        [var first, ..] and [.., var last] => (char.IsAsciiDigit(first) || first == '-') && char.IsAsciiDigit(last) && !text.Contains(' ', StringComparison.Ordinal),
        _ => false,
    };
}

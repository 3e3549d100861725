namespace DurableParallel.Errors;

/// <summary>
/// Keeps errors below the size that hosts accept. Sizes are counted as the longest JSON that an encoder may write, so
/// that the outcome does not depend on the host. What fits is left as it is.
/// </summary>
internal static class ErrorTrimmer
{
    private const string Cut = "… (cut)";
    private const int Envelope = 128;
    private const int TypeShare = 2048;
    private const int MessageShare = 12288;
    private const int DataShare = 8192;
    private const int LineOverhead = 3;

    /// <summary>Whether trimming leaves an error as it is.</summary>
    public static bool Fits(DurableError error) => Size(error) < ErrorRecorder.MaxJsonBytes;

    public static DurableError Trim(DurableError error)
    {
        error = new DurableError(
            LoneSurrogates.Replace(error.ErrorType),
            LoneSurrogates.Replace(error.ErrorMessage),
            error.ErrorData is null ? null : LoneSurrogates.Replace(error.ErrorData),
            WellFormed(error.StackTrace));
        if (Fits(error))
        {
            return error;
        }

        var type = CutTo(error.ErrorType, TypeShare);
        var message = CutTo(error.ErrorMessage, MessageShare);

        // Half of a JSON text misleads more than none.
        var data = error.ErrorData is { } text && Length(text) <= DataShare ? text : null;
        var room = ErrorRecorder.MaxJsonBytes - 1 - Envelope - Length(type) - Length(message) - (data is null ? 0 : Length(data));
        return new DurableError(type, message, data, FirstLines(error.StackTrace, room));
    }

    private static int Size(DurableError error)
    {
        var size = (long)Envelope + Length(error.ErrorType) + Length(error.ErrorMessage) + (error.ErrorData is null ? 0 : Length(error.ErrorData));
        foreach (var line in error.StackTrace ?? [])
        {
            size += Length(line) + LineOverhead;
        }

        return (int)Math.Min(size, int.MaxValue);
    }

    private static List<string>? FirstLines(IReadOnlyList<string>? lines, int room)
    {
        if (lines is null)
        {
            return null;
        }

        // What retry filters look for and where it failed stays; there are few such lines.
        var types = RecordedTypes.CountNotes(lines);
        var notes = lines.Skip(lines.Count - types - RecordedPath.CountNotes(lines, types)).ToList();
        room -= notes.Sum(static line => Length(line) + LineOverhead);
        var kept = new List<string>();
        foreach (var line in lines.Take(lines.Count - notes.Count))
        {
            var size = Length(line) + LineOverhead;
            if (size > room - Length(Cut) - LineOverhead)
            {
                kept.Add(Cut);
                break;
            }

            kept.Add(line);
            room -= size;
        }

        kept.AddRange(notes);
        return kept;
    }

    /// <summary>The text, or its beginning if it is longer than that; lengths as in <see cref="Length"/>.</summary>
    public static string CutTo(string text, int room)
    {
        if (Length(text) <= room)
        {
            return text;
        }

        room -= Length(Cut);
        var end = 0;
        while (end < text.Length && room >= SizeOf(text[end]))
        {
            room -= SizeOf(text[end]);
            end++;
        }

        if (end > 0 && char.IsHighSurrogate(text[end - 1]))
        {
            end--;
        }

        return string.Concat(text.AsSpan(0, end), Cut);
    }

    /// <summary>How long a text may become as part of JSON, without its quotes.</summary>
    public static int Length(string text)
    {
        var length = 0L;
        foreach (var character in text)
        {
            length += SizeOf(character);
        }

        return (int)Math.Min(length, int.MaxValue);
    }

    private static int SizeOf(char character) => char.IsAsciiLetterOrDigit(character) || character is ' ' or '.' or ',' or ':' or ';' or '-' or '_' or '/' or '(' or ')' or '[' or ']' or '{' or '}' or '=' or '!' or '?' or '#' or '@' or '*' ? 1 : 6;

    private static List<string>? WellFormed(IReadOnlyList<string>? lines)
    {
        if (lines is null)
        {
            return null;
        }

        var result = new List<string>(lines.Count);
        foreach (var line in lines)
        {
            result.Add(LoneSurrogates.Replace(line));
        }

        return result;
    }
}

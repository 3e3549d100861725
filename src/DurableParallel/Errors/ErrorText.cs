using System.Text;

namespace DurableParallel.Errors;

/// <summary>A recorded error as text, in the form in which .NET writes exceptions.</summary>
internal static class ErrorText
{
    private const string Indent = "   ";

    /// <summary>The text of an exception that a recorded error stands behind, which is the same live and replayed but for its own stack at the end.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="recorded">The error; null for none.</param>
    /// <param name="path">Where it failed; null where that is not known.</param>
    public static string Of(Exception exception, DurableError? recorded, string? path)
    {
        var text = new StringBuilder().Append(exception.GetType()).Append(": ").Append(exception.Message);
        if (recorded is not null)
        {
            text.AppendLine().Append(" ---> (on record");
            if (path is not null)
            {
                text.Append(" at ").Append(path);
            }

            Append(text.Append(") "), recorded);
        }

        if (exception.StackTrace is { Length: > 0 } own)
        {
            if (recorded is not null)
            {
                text.AppendLine().Append(Indent).Append("--- End of the error on record ---");
            }

            text.AppendLine().Append(own);
        }

        return text.ToString();
    }

    public static string Of(DurableError recorded) => Append(new StringBuilder(), recorded).ToString();

    /// <summary>The lines of the stack as one text; empty when there are none.</summary>
    public static string StackOf(DurableError recorded) =>
        string.Join(Environment.NewLine, (recorded.StackTrace ?? []).Select(static line => IndentOf(line) + line));

    private static StringBuilder Append(StringBuilder text, DurableError recorded)
    {
        text.Append(recorded.ErrorType).Append(": ").Append(recorded.ErrorMessage);
        return recorded.StackTrace is { Count: > 0 } ? text.AppendLine().Append(StackOf(recorded)) : text;
    }

    private static string IndentOf(string line) => line.StartsWith(ErrorRecorder.CausePrefix, StringComparison.Ordinal) ? " " : Indent;
}

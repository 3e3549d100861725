using System.Text;

namespace DurableParallel.Errors;

/// <summary>A recorded error as the end of an exception's text, in the form in which .NET writes inner exceptions.</summary>
internal static class ErrorText
{
    public static string Append(string exception, DurableError? recorded)
    {
        if (recorded is null)
        {
            return exception;
        }

        var text = new StringBuilder(exception).AppendLine().Append(" ---> (on record) ").Append(recorded.ErrorType).Append(": ").Append(recorded.ErrorMessage);
        foreach (var line in recorded.StackTrace ?? [])
        {
            text.AppendLine().Append(line.StartsWith(ErrorRecorder.CausePrefix, StringComparison.Ordinal) ? " " : "   ").Append(line);
        }

        return text.ToString();
    }
}

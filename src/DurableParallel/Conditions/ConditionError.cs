using System.Text;
using System.Text.Json;
using DurableParallel.Errors;

namespace DurableParallel.Conditions;

/// <summary>
/// The error of a condition that did not hold when no check was left. Its data is the list of base types, as in every
/// error, and beside it the last state, whole or not at all: half of a payload misleads more than none.
/// </summary>
internal static class ConditionError
{
    /// <summary>On record for ever: the full name of the exception's type.</summary>
    public const string ErrorType = "DurableParallel.WaitForConditionFailedException";

    private const string StateMember = "LastState";

    public static DurableError Exhausted(string? name, int attempts, string? lastState)
    {
        var bases = new ErrorFacts(ExceptionTypes.BasesOf(typeof(WaitForConditionFailedException)), [], IsMisuse: false).Write()!;
        if (lastState is null)
        {
            return Describe(string.Empty, bases);
        }

        var state = JsonEncodedText.Encode(Encoding.UTF8.GetBytes(lastState));
        var withState = Describe(string.Empty, $"{bases[..^1]},\"{StateMember}\":\"{state}\"}}");
        return ErrorTrimmer.Fits(withState) ? withState : Describe(" Its last state is too large to be recorded with the error.", bases);

        DurableError Describe(string remark, string data)
        {
            var condition = name is null ? "The unnamed condition" : $"Condition '{name}'";
            var message = $"{condition} did not hold after {Counted.Of(attempts, "check")}, and its strategy allows no more.{remark} "
                + "Raise maxAttempts, or wait longer between checks.";
            return new DurableError(ErrorType, ErrorPages.Append(ErrorCodes.ConditionFailed, message), data);
        }
    }

    /// <summary>The last state on record; null when there is none. Error data may come from anywhere.</summary>
    public static string? ReadLastState(DurableError error)
    {
        if (error.ErrorType != ErrorType || error.ErrorData is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(error.ErrorData, new JsonDocumentOptions { MaxDepth = 4 });
            return document.RootElement.TryGetProperty(StateMember, out var state) && state.ValueKind == JsonValueKind.String ? state.GetString() : null;
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}

using DurableParallel.Errors;

namespace DurableParallel.Server.Workers;

/// <summary>What became of an event.</summary>
/// <param name="Payload">The function's answer; of an error, its text as it came, or null.</param>
/// <param name="Error">Why the invocation failed; null when it did not.</param>
internal sealed record FunctionAnswer(byte[]? Payload, DurableError? Error = null)
{
    private const string ExitErrorType = "Runtime.ExitError";

    /// <summary>For an event that nobody wants any more before it was handed over.</summary>
    public static FunctionAnswer Withdrawn => Failed("Execution.Closed", "The execution has ended.");

    public static FunctionAnswer Exited(string requestId, string how) => Failed(ExitErrorType, $"RequestId: {requestId} Error: {how}");

    /// <summary>For an event whose process ended before it asked for one.</summary>
    /// <param name="requestId">The event's.</param>
    /// <param name="how">How the process ended.</param>
    /// <param name="reported">What the process said before; null when it said nothing.</param>
    public static FunctionAnswer NotStarted(string requestId, string how, DurableError? reported) => Failed(
        reported?.ErrorType ?? ExitErrorType,
        ErrorPages.Append(
            ServerErrorCodes.ProcessNotStarted,
            $"RequestId: {requestId} Error: The function's process ended before it asked for an event: {how}. "
            + (reported is null ? "" : $"It said: {reported.ErrorMessage} ")
            + "Run its command by itself, and read what it writes."));

    public static FunctionAnswer TimedOut(string requestId, TimeSpan timeout) =>
        Failed("Sandbox.Timedout", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:0.00} seconds"));

    public static FunctionAnswer Failed(string type, string message) => new(null, new DurableError(type, message));
}

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

    public static FunctionAnswer TimedOut(string requestId, TimeSpan timeout) =>
        Failed("Sandbox.Timedout", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:0.00} seconds"));

    public static FunctionAnswer Failed(string type, string message) => new(null, new DurableError(type, message));
}

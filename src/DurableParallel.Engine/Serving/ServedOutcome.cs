namespace DurableParallel.Engine.Serving;

/// <summary>How an invocation ended.</summary>
/// <param name="Kind">In which way.</param>
/// <param name="Payload">The result of one that succeeded; null is none.</param>
/// <param name="Error">The function's error, or why the invocation failed.</param>
internal sealed record ServedOutcome(ServedOutcomeKind Kind, string? Payload = null, DurableError? Error = null)
{
    public static ServedOutcome Pending { get; } = new(ServedOutcomeKind.Pending);

    public static ServedOutcome Broken(string errorType, string message) => new(ServedOutcomeKind.Broken, Error: new DurableError(errorType, message));
}

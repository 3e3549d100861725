namespace DurableParallel;

/// <summary>
/// The code uses what the host that runs it does not have. Nothing was recorded of the call. The message names the feature, the
/// host, and what to use instead.
/// </summary>
public sealed class FeatureNotSupportedException : DurableException
{
    /// <param name="feature">The member that was called, for example "SetStatus".</param>
    /// <param name="host">The host, as the subject of a sentence, for example "AWS Lambda's durable execution service".</param>
    /// <param name="why">What it does not have, to follow the host, for example "keeps no status of an execution".</param>
    /// <param name="alternative">What to use there, as a sentence.</param>
    internal FeatureNotSupportedException(string feature, string host, string why, string alternative)
        : base(ErrorCodes.FeatureNotSupported, $"{feature} does not work here: {host} {why}. {alternative}") =>
        Feature = feature;

    /// <summary>The member that was called, for example "SetStatus".</summary>
    public string Feature { get; }

    /// <summary>Of waiting for an event and of raising one.</summary>
    /// <param name="call">The member that was called.</param>
    internal static FeatureNotSupportedException Events(string call) => new(
        call,
        "AWS Lambda's durable execution service",
        "has no events that are raised in executions, and neither does the server, which speaks its protocol",
        "Create a callback with CreateCallbackAsync or WaitForCallbackAsync, and let the other side complete it by its id.");
}

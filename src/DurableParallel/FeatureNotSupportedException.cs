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
}

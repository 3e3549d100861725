namespace DurableParallel.Wire;

/// <summary>How the wire writes moments, which depends on the place and cannot be told from the number.</summary>
internal enum WireTimestamps
{
    /// <summary>Whole milliseconds since the epoch: the envelopes of an invocation.</summary>
    Milliseconds,

    /// <summary>Seconds since the epoch, with a fraction: requests and responses.</summary>
    Seconds,
}

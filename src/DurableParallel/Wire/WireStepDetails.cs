namespace DurableParallel.Wire;

/// <summary>What an operation of type STEP has besides.</summary>
internal sealed record WireStepDetails : IWireOutcome
{
    /// <summary>How many attempts have ended.</summary>
    public int Attempt { get; set; }

    /// <summary>When the next attempt is due; only while the step is pending.</summary>
    public DateTimeOffset? NextAttemptTimestamp { get; set; }

    public string? Result { get; set; }

    public WireError? Error { get; set; }
}

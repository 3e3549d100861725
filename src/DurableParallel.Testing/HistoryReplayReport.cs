using DurableParallel.Errors;

namespace DurableParallel.Testing;

/// <summary>What a replay has found: that the code fits. Had it not, it would have thrown.</summary>
public sealed class HistoryReplayReport
{
    internal HistoryReplayReport(int operations, bool hasEnded, string state)
    {
        Operations = operations;
        HasEnded = hasEnded;
        State = state;
    }

    /// <summary>How many operations are on record.</summary>
    public int Operations { get; }

    /// <summary>Whether the recorded execution had ended; then the code came to the same end.</summary>
    public bool HasEnded { get; }

    /// <summary>How far the code came, in a sentence.</summary>
    public string State { get; }

    /// <inheritdoc/>
    public override string ToString() => $"fits {Counted.Of(Operations, "recorded operation")}: {State}";
}

namespace DurableParallel.Testing;

/// <summary>What an exploration of crashes has found: nothing. Had it found something it would have thrown.</summary>
public sealed class CrashReport
{
    internal CrashReport(int points, DurableTestResult undisturbed)
    {
        Points = points;
        Undisturbed = undisturbed;
    }

    /// <summary>How many crashes were tried.</summary>
    public int Points { get; }

    /// <summary>The run without a crash, which the others were compared with.</summary>
    public DurableTestResult Undisturbed { get; }

    /// <summary>For example "safe at all 36 crash points".</summary>
    public override string ToString() => FormattableString.Invariant($"safe at all {Points} crash points");
}

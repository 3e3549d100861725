using DurableParallel.Testing.Exploring;

namespace DurableParallel.Testing;

/// <summary>
/// A function came to another outcome than it should have. The code says what made the difference: DP7002 a crash, DP7003
/// the order in which branches ran, DP7004 nothing at all.
/// </summary>
public sealed class OutcomesDifferException : DurableException
{
    internal OutcomesDifferException(string code, string headline, string details, ExploredRun expected, ExploredRun found)
        : base(code, headline, details, found.Failure)
    {
        Expected = expected.Result;
        Found = found.Result;
        Faults = found.Faults.Kind == FaultKind.None ? null : found.Faults;
        Seed = found.Seed;
    }

    /// <summary>The run that the other one was compared with.</summary>
    public DurableTestResult Expected { get; }

    /// <summary>The run that came to another outcome.</summary>
    public DurableTestResult Found { get; }

    /// <summary>What that run was disturbed by; null when there was no fault. A new plan of the same kind and number disturbs another run in the same way.</summary>
    public FaultPlan? Faults { get; }

    /// <summary>The seed of that run: pass it on in <see cref="TestRunOptions.Seed"/> to run it again.</summary>
    public int Seed { get; }
}

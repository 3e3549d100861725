using DurableParallel.Engine;

namespace DurableParallel.Testing.Exploring;

/// <summary>One of many runs.</summary>
/// <param name="Result">What it came to, or where it stood when it failed.</param>
/// <param name="Seed">Which decided its order.</param>
/// <param name="Faults">What disturbed it.</param>
/// <param name="Failure">What was thrown by the test's own check, or when the run did not come to an end; null else.</param>
internal sealed record ExploredRun(DurableTestResult Result, int Seed, FaultPlan Faults, Exception? Failure)
{
    /// <summary>What it came to, in a line.</summary>
    public string Outcome => Failure switch
    {
        null => Result.Outcome,
        _ when Result.Status != ExecutionStatus.Running => $"{Result.Outcome}, and {Thrown}",
        _ => $"no end: {Thrown}",
    };

    private string Thrown => $"{Failure!.GetType().Name}: {Failure.Message}";

    public bool IsSameAs(ExploredRun other, ExplorationOptions options)
    {
        if (Failure is not null)
        {
            return false;
        }

        return options.AreEquivalent is { } areEquivalent
            ? areEquivalent(other.Result, Result)
            : string.Equals(Result.Outcome, other.Result.Outcome, StringComparison.Ordinal);
    }
}

using DurableParallel.Running;

namespace DurableParallel;

/// <summary>
/// The code asks for something else than what is on record at the same place. Never thrown into user code, where a
/// catch would swallow it: the handle, the test runner and the log carry it.
/// </summary>
public sealed class NonDeterministicExecutionException : DurableException
{
    private const string UsualCause =
        "Either the code was changed while the execution was running, or its order of operations depends on something that is not the same "
        + "in every run: the clock, randomness, an unordered collection, or code after an await that runs beside other operations outside a branch or child context of its own.";

    private const string ExceptionIsTheCause =
        "The exception is the cause: it came from something that is not the same in every run, for example a missing setting, a service that did not answer, or changed code. "
        + "Mend what threw. What may fail for a moment belongs into a step, which is retried and recorded.";

    /// <summary>Code and record differ.</summary>
    /// <param name="difference">What is on record and what the code asks for, as a sentence.</param>
    /// <param name="likelyCause">A sentence; null for the usual ones.</param>
    internal NonDeterministicExecutionException(string difference, string? likelyCause)
        : base(
            ErrorCodes.NonDeterministic,
            $"{difference} {likelyCause ?? UsualCause} Restore the code that the execution was started with, or register the changed code as a new version and let running executions keep theirs.")
    {
    }

    /// <summary>An exception ended the code otherwise than on record.</summary>
    internal NonDeterministicExecutionException(string difference, Exception cause)
        : base(ErrorCodes.NonDeterministic, $"{difference} {ExceptionIsTheCause}", cause)
    {
    }

    /// <summary>The operation in question, as it is on record and as the code asks for it; null where it is not about one.</summary>
    internal DriftDifference? Difference { get; init; }
}

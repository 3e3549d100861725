namespace DurableParallel;

/// <summary>
/// The process ended in the middle of a step that runs at most once an attempt, so nobody knows how far its body came.
/// The retry strategy decides whether there is another attempt.
/// </summary>
public sealed class StepInterruptedException : DurableException
{
    internal StepInterruptedException(string? stepName, int attempt)
        : base(
            ErrorCodes.StepInterrupted,
            $"{(stepName is null ? "The unnamed step" : $"Step '{stepName}'")} was interrupted in attempt {attempt}: the process ended before its end was on record. "
            + "It may have run in part or as a whole. Check its effect from outside, or let the retry strategy repeat it if its body may run again.")
    {
    }
}

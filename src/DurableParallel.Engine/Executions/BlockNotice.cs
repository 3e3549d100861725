using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Executions;

/// <summary>What is to be said of a block once the gate is left: to the log, and to those who wait for the end.</summary>
/// <param name="Reason">Why it is blocked.</param>
/// <param name="Message">The same in words; null when the function is missing.</param>
/// <param name="Cause">What was thrown; null for nothing.</param>
/// <param name="Ended">Those who wait for the end; null for none.</param>
/// <param name="Exception">What they are given.</param>
internal sealed record BlockNotice(
    BlockedReason Reason,
    string? Message,
    Exception? Cause,
    TaskCompletionSource<EndedRecord?>? Ended,
    ExecutionBlockedException? Exception);

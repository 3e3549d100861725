namespace DurableParallel.Records;

/// <summary>
/// How far an operation has come. An operation only ever goes forward, so a state that is behind one already known is an
/// older one that was delivered again, or late. A step counts its ended attempts: STARTED, then for each n PENDING, READY
/// and STARTED, then its end. Everything else is STARTED and then ends.
/// </summary>
internal static class OperationProgress
{
    public static bool IsBehind(OperationRecord record, OperationRecord known) =>
        IsBehind(record.Status, record.Attempt, known.Status, known.Attempt);

    /// <param name="status">Of the state that is to be judged.</param>
    /// <param name="attempt">How many attempts had ended in it.</param>
    /// <param name="knownStatus">Of the state that is known.</param>
    /// <param name="knownAttempt">How many attempts had ended in that one.</param>
    public static bool IsBehind(OperationStatus status, int attempt, OperationStatus knownStatus, int knownAttempt)
    {
        if (OperationRecord.IsEnd(status) || OperationRecord.IsEnd(knownStatus))
        {
            return !OperationRecord.IsEnd(status);
        }

        return attempt != knownAttempt ? attempt < knownAttempt : Rank(status) < Rank(knownStatus);
    }

    private static int Rank(OperationStatus status) => status switch
    {
        OperationStatus.Pending => 0,
        OperationStatus.Ready => 1,
        _ => 2,
    };
}

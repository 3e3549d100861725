using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Executions;

/// <summary>Why an execution does not go on, and how that is told.</summary>
/// <param name="record">The reason, as it is recorded where it is.</param>
/// <param name="cause">What was thrown; null when nothing was, or another process has seen it.</param>
internal sealed class ExecutionBlock(BlockedRecord record, Exception? cause = null)
{
    /// <summary>The function is not registered. One for all executions, of which there may be very many when a journal is opened.</summary>
    public static readonly ExecutionBlock Missing = new(BlockedRecord.Missing);

    public BlockedReason Reason => record.Reason;

    /// <summary>Whether only a person helps: a missing version may still be registered in this process.</summary>
    public bool IsStuck => Reason != BlockedReason.MissingVersion;

    /// <summary>Whether it is on record, so that the next process finds the execution blocked.</summary>
    public bool IsRecorded => Reason == BlockedReason.Poison;

    /// <summary>The last block on record.</summary>
    public static ExecutionBlock ReadLast(byte[] records, string name)
    {
        BlockedRecord? last = null;
        foreach (var record in new RecordSequence(records))
        {
            last = RecordCodec.KindOf(record) == RecordKind.Blocked ? RecordCodec.ReadBlocked(record) : last;
        }

        return new ExecutionBlock(last ?? new BlockedRecord(0, BlockedReason.Drift, $"The execution '{name}' was blocked. Unblock it to try again."));
    }

    public void Write(RecordBuffer buffer) => RecordCodec.WriteBlocked(buffer, record);

    public BlockedExecution Describe(Execution execution) =>
        new(execution.Name, execution.FunctionName, execution.Version, Reason, MessageFor(execution)) { Cause = cause };

    public ExecutionBlockedException ExceptionFor(Execution execution) => new(execution.Name, Reason, MessageFor(execution), cause);

    // Every execution that is recovered is blocked until its function is registered, so that the sentence is made when somebody asks.
    private string MessageFor(Execution execution)
    {
        if (!ReferenceEquals(this, Missing))
        {
            return record.Message;
        }

        return execution.Version == ExecutionTerms.AnyVersion
            ? $"The execution '{execution.Name}' was invoked with the function '{execution.FunctionName}', of which no version is registered. Register one, and the execution goes on."
            : $"The execution '{execution.Name}' was started with version {execution.Version} of the function '{execution.FunctionName}', which is not registered. Register it, and the execution goes on.";
    }
}

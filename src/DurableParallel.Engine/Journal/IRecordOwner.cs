using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Journal;

/// <summary>An execution as the journal sees it. Everything here is called by the writer's thread, or while it does not run yet.</summary>
internal interface IRecordOwner
{
    /// <summary>The execution's number, from 1.</summary>
    long Number { get; }

    /// <summary>The oldest row of the log that holds a record not moved out yet; 0 is none. The writer's own note.</summary>
    long PinnedRow { get; set; }

    /// <summary>A record is durable.</summary>
    /// <param name="prefixed">The record behind its length; valid during the call.</param>
    /// <param name="row">The row of the log that holds it.</param>
    void OnCommitted(ReadOnlySpan<byte> prefixed, long row);

    /// <summary>A record that was submitted with a tag is durable, and its waiter was told.</summary>
    void OnAcknowledged(int tag);

    /// <summary>What to move out of the log now; null for nothing.</summary>
    ExecutionRow? DescribeRow();

    /// <summary>The row is durable.</summary>
    void OnMoved(ExecutionRow row);
}

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Journal;

/// <summary>Who takes what a journal holds when it is opened: rows first, then the log from its oldest record.</summary>
internal interface IRecoveryTarget
{
    /// <summary>An execution's row.</summary>
    void OnRow(ExecutionRow row);

    /// <summary>A schedule's row, without its state.</summary>
    void OnSchedule(ExecutionRow row);

    /// <summary>A mark of the journal itself.</summary>
    void OnJournalMark(RecordKind kind);

    /// <summary>The execution of a record that is not in a row yet; null when its row has it already.</summary>
    /// <exception cref="JournalDamagedException">The execution is unknown and the record does not create it.</exception>
    IRecordOwner? OnRecord(long executionNumber, ReadOnlySpan<byte> record, long row);
}

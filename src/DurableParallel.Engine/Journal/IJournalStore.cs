using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// Where a journal is kept: a log, of which each row has the records of one commit, and a row for each execution that has
/// left the log. The thread whose turn it is to write calls everything, but for <see cref="ReadRecords"/>, which any may.
/// </summary>
internal interface IJournalStore : IDisposable
{
    /// <summary>The journal's own id, part of every ARN.</summary>
    string Id { get; }

    /// <summary>Whether another engine may write to the journal meanwhile, and this one never does.</summary>
    bool IsReadOnly { get; }

    /// <summary>A row of the log that has more bytes than this takes no further record.</summary>
    int RowLimit { get; }

    /// <summary>Begins a transaction. Waits while another program keeps it from doing so, until <see cref="StopWaiting"/>.</summary>
    void Begin();

    /// <summary>Makes the transaction durable: once it returns, neither a crash nor a loss of power takes it back.</summary>
    void Commit();

    /// <summary>Ends a transaction that failed; the store may have done so itself.</summary>
    void Rollback();

    /// <summary>A transaction that cannot begin now fails. From any thread.</summary>
    void StopWaiting();

    /// <summary>Adds a row to the log.</summary>
    /// <param name="seq">Its number, one more than the row before it.</param>
    /// <param name="frame">Its bytes, sealed.</param>
    void AppendLog(long seq, ReadOnlySpan<byte> frame);

    /// <summary>Deletes the rows of the log before that one.</summary>
    void DropLogBelow(long seq);

    /// <summary>Writes an execution's row, or a schedule's. What it holds already of the records is kept, as far as the new row says.</summary>
    /// <exception cref="JournalDamagedException">It holds something else than was written.</exception>
    void PutRow(in ExecutionRow row);

    void DeleteRow(long number);

    /// <summary>Gives so many free pages back to the system, where the store keeps any.</summary>
    void Vacuum(int pages);

    /// <summary>How many pages hold nothing and could be given back.</summary>
    long CountFreePages();

    /// <summary>The records in an execution's row, or null when it has none. From any thread.</summary>
    byte[]? ReadRecords(long number);

    /// <summary>Gives every row of the log, oldest first. The bytes are valid during the call only.</summary>
    void ReadLog(Action<long, ReadOnlySpan<byte>> onRow);

    /// <summary>Gives every execution's row by number, with the length of its records in their place.</summary>
    /// <exception cref="JournalDamagedException">One has another checksum than it should have.</exception>
    void ReadRows(Action<ExecutionRow> onRow);

    /// <summary>Runs something on what the journal holds at one moment. Only of one that is read only.</summary>
    void ReadAtOnce(Action read);

    /// <summary>Whether a fault that reading has thrown says that the journal cannot be read.</summary>
    bool IsDamage(Exception fault);
}

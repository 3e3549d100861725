using System.Diagnostics;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Metrics;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// Makes one transaction of what a commit has taken, and then tells those who wait, in order and under no lock. Called by
/// the thread whose turn it is to write, and by no other at the same time.
/// </summary>
internal sealed class Committer
{
    private readonly IJournalStore _store;
    private readonly IJournalFaults? _faults;
    private readonly WriteBudget _budget;
    private readonly long _pinnedBytesLimit;
    private LogPins _pins = new(1);
    private long _nextRow = 1;
    private long _commits;

    /// <param name="store">Where it is written.</param>
    /// <param name="faults">Stops the engine at a commit, for tests; else null.</param>
    /// <param name="budget">Is given back what was counted for the records.</param>
    /// <param name="pinnedBytesLimit">From how many bytes of the log on the executions that keep them are moved out.</param>
    public Committer(IJournalStore store, IJournalFaults? faults, WriteBudget budget, long pinnedBytesLimit)
    {
        _store = store;
        _faults = faults;
        _budget = budget;
        _pinnedBytesLimit = pinnedBytesLimit;
    }

    /// <summary>Measures commits for listeners; null for none.</summary>
    public EngineMetrics? Metrics { get; set; }

    /// <summary>Counts commits; null for none.</summary>
    public EngineCounts? Counts { get; set; }

    /// <summary>Gives the target all that the journal holds, and returns how much there was. Called once, before the first commit.</summary>
    public (long Records, long LastTimestamp) Recover(IRecoveryTarget target)
    {
        long records = 0;
        long last = 0;
        _store.ReadRows(row =>
        {
            if (row.Number < 0)
            {
                target.OnSchedule(row);
                return;
            }

            target.OnRow(row);
            last = Math.Max(last, Math.Max(row.StartedAt, row.EndedAt ?? 0));
            _nextRow = Math.Max(_nextRow, checked(row.Through + 1));
        });
        var isFirst = true;
        _store.ReadLog((seq, bytes) =>
        {
            _pins = isFirst ? new LogPins(seq) : _pins;
            _nextRow = isFirst || seq == _nextRow ? seq : throw RecordReader.Damage($"row {_nextRow} of the log is missing");
            isFirst = false;
            _pins.AddRow(seq, bytes.Length);
            var frame = CommitFrame.Open(bytes, seq);
            last = Math.Max(last, frame.Timestamp);
            while (frame.MoveNext())
            {
                records++;
                if (frame.ExecutionNumber == 0)
                {
                    target.OnJournalMark(RecordCodec.KindOf(frame.Record));
                }
                else if (target.OnRecord(frame.ExecutionNumber, frame.Record, seq) is { } owner)
                {
                    owner.OnCommitted(frame.Prefixed, seq);
                    _pins.Pin(owner, seq);
                }
            }

            _nextRow = checked(seq + 1);
        });
        _pins = isFirst ? new LogPins(_nextRow) : _pins;
        return (records, last);
    }

    /// <summary>Writes and tells. When it throws, nothing more may be written.</summary>
    public void Commit(CommitWork work)
    {
        _commits++;
        var batch = work.Records;
        var begun = Stopwatch.GetTimestamp();
        _faults?.BeforeCommit(_commits, batch.CountOperations());
        var firstRow = _nextRow;
        long bytes;
        try
        {
            _store.Begin();
            bytes = Write(work, firstRow);
            _store.Commit();
        }
        catch
        {
            _store.Rollback();
            throw;
        }

        var taken = Stopwatch.GetElapsedTime(begun);
        Metrics?.OnCommitted(taken, batch.Entries.Length);
        Counts?.OnCommitted(taken, batch.Entries.Length, bytes);
        _faults?.AfterCommit(_commits);
        Tell(work, firstRow);
        _budget.Return(batch.CountedCost);
        _faults?.AfterAcknowledgement(_commits);
    }

    // Returns how many bytes of the log it has written.
    private long Write(CommitWork work, long firstRow)
    {
        long bytes = 0;
        for (var index = 0; index < work.Records.RowCount; index++)
        {
            var row = work.Records.SealRow(index);
            _store.AppendLog(_nextRow, row);
            _pins.AddRow(_nextRow, row.Length);
            bytes += row.Length;
            _nextRow++;
        }

        work.Moves.Write(_store, _pins, work.MovedNext);

        // The rows of this commit are not pinned before its owners have been told, and must not be taken for free ones.
        if (_pins.AdvanceBelow(firstRow))
        {
            _store.DropLogBelow(_pins.Head);
        }

        work.Job?.Write(_store, _pins.Head);
        return bytes;
    }

    private void Tell(CommitWork work, long firstRow)
    {
        work.Moves.Tell();
        var batch = work.Records;
        foreach (ref readonly var entry in batch.Entries)
        {
            if (entry.Owner is { } owner)
            {
                var row = firstRow + entry.Row;
                _pins.Pin(owner, row);
                owner.OnCommitted(batch.PrefixedRecord(entry), row);
            }

            // The owner first: once the waiter knows, it may park, be evicted, and need the delay that the owner learns of here.
            if (entry.Tag != 0)
            {
                entry.Owner?.OnAcknowledged(entry.Tag);
            }

            entry.Waiter?.OnAcknowledged(DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp));
        }

        if (_pins.Bytes > _pinnedBytesLimit)
        {
            _pins.ListOldest(_pinnedBytesLimit / 2, work.MovedNext.Add);
        }

        if (work.Job is { } job)
        {
            job.Tell(_store, _pins, work.MovedNext);
            work.Job = null;
        }
    }
}

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <content>How its records are handed over, how many bytes they have, and what happens when there would be too many.</content>
internal sealed partial class Execution
{
    // What was recorded is in the row, in memory or on its way.
    private long RecordedBytes => (long)_keptLength + Records.Length + (_work?.InFlightBytes ?? 0);

    /// <summary>Hands over a record. The caller holds the gate.</summary>
    public bool Append(ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag)
    {
        try
        {
            if (!_services.Journal.Append(this, record, waiter, timestamp, tag))
            {
                return false;
            }
        }
        catch (Exception fault)
        {
            // What is in memory of it may be ahead of its records by now, and no later record may follow.
            _services.Journal.Fail(fault);
            return false;
        }

        CountAppended(record.Length);
        return true;
    }

    /// <summary>
    /// Fails the execution if its records would have more bytes than one may have. Returns whether it has done so; then
    /// nothing more is recorded of it. The caller holds the gate, and asks for all but the end and what the engine notes itself.
    /// </summary>
    public bool FailIfTooLarge(long moreBytes)
    {
        if (RecordedBytes + moreBytes <= _services.MaxRecordedBytes)
        {
            return false;
        }

        var tooLarge = new ExecutionTooLargeException(Name, RecordedBytes, moreBytes, _services.MaxRecordedBytes);
        if (End(ExecutionStatus.Failed, payload: null, ErrorRecorder.FromException(tooLarge)) is { } turn)
        {
            // The caller may be in the middle of its invocation, under the lock of that.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Turn.Abort(state.Cause), (Turn: turn, Cause: (Exception)tooLarge), preferLocal: false);
        }

        return true;
    }

    // The caller holds the gate.
    private void CountAppended(int length)
    {
        InFlight++;
        Work.InFlightBytes += RecordSequence.PrefixedLength(length);
    }

    private void CountCommitted(int prefixedLength)
    {
        InFlight--;
        Work.InFlightBytes -= prefixedLength;
    }

    /// <summary>
    /// Keeps a durable record in memory. Where it does not fit the execution is blocked, and the journal has all of its
    /// records; then what is returned is to be announced outside of the gate.
    /// </summary>
    private BlockNotice? Keep(ReadOnlySpan<byte> prefixed)
    {
        if (_work is { IsTooLarge: true } work)
        {
            // The end says what became of it, and is read for its result.
            var records = new RecordSequence(prefixed);
            if (records.MoveNext() && RecordCodec.KindOf(records.Current) == RecordKind.Ended)
            {
                work.Records.Append(prefixed, _services.RecordArrays);
            }

            return null;
        }

        try
        {
            if ((long)_keptLength + Records.Length + prefixed.Length <= _services.MaxHeldBytes)
            {
                Work.Records.Append(prefixed, _services.RecordArrays);
                return null;
            }
        }
        catch (OutOfMemoryException)
        {
            // That is a matter of this execution. Faulting the engine would be one of all.
        }

        KeepTheBeginning();
        return BlockIfNotHeld();
    }

    // Its input, which a start of the same name is compared with.
    private void KeepTheBeginning()
    {
        var records = new RecordSequence(Records.Span);
        Work.Records.Cut(_keptLength == 0 && records.MoveNext() ? RecordSequence.PrefixedLength(records.Current.Length) : 0);
        Work.IsTooLarge = true;
    }

    /// <summary>Whether its records do not fit into memory: also those of a row that was written where there was more of it. The caller holds the gate.</summary>
    internal bool IsNotHeld => _work is { IsTooLarge: true } || (long)_keptLength + Records.Length > _services.MaxHeldBytes;

    /// <summary>Not on record, so that it goes on by itself where its records fit. The caller holds the gate, and announces what is returned outside of it.</summary>
    private BlockNotice? BlockIfNotHeld()
    {
        if (!IsNotHeld || _phase is ExecutionPhase.Ending or ExecutionPhase.Ended)
        {
            return null;
        }

        var turn = Turn;
        var notice = BlockHeld(
            BlockedReason.TooLarge,
            $"The records of the execution '{Name}' do not fit into the memory of this process. All of them are kept, and it goes on when a process "
            + "where they fit opens the journal. Give the process more memory, or stop the execution.");
        if (turn is not null)
        {
            // The journal's writer is on its way through a commit.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Turn.Abort(state.Cause), (Turn: turn, Cause: (Exception)BlockedBy!.ExceptionFor(this)), preferLocal: false);
        }

        return notice;
    }
}

using DurableParallel.Engine.Journal;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Executions;

/// <content>How its records are handed over, how many bytes they have, and what happens when there would be too many.</content>
internal sealed partial class Execution
{
    // What was recorded is in the row, in memory or on its way.
    private long RecordedBytes => (long)_keptLength + Records.Length + (_work?.InFlightBytes ?? 0);

    /// <summary>Hands over a record. The caller holds the gate.</summary>
    internal bool Append(ReadOnlySpan<byte> record, Checkpoints.ICheckpointWaiter? waiter, long timestamp, int tag)
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
    internal bool FailIfTooLarge(long moreBytes)
    {
        if (RecordedBytes + moreBytes <= _services.MaxRecordedBytes)
        {
            return false;
        }

        var tooLarge = new ExecutionTooLargeException(Name, RecordedBytes, moreBytes, _services.MaxRecordedBytes);
        if (End(ExecutionStatus.Failed, payload: null, ErrorRecorder.FromException(tooLarge)) is { } live)
        {
            // The caller may be in the middle of its invocation, under the lock of that.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Live.Abort(state.Cause), (Live: live, Cause: (Exception)tooLarge), preferLocal: false);
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

    /// <summary>Keeps a durable record in memory, unless its records are more than memory holds in one piece.</summary>
    private void Keep(ReadOnlySpan<byte> prefixed)
    {
        if (!Work.IsTooLarge && (long)_keptLength + Records.Length + prefixed.Length > _services.MaxHeldBytes)
        {
            KeepTheBeginning();
        }

        var records = new RecordSequence(prefixed);
        if (!Work.IsTooLarge || (records.MoveNext() && RecordCodec.KindOf(records.Current) == RecordKind.Ended))
        {
            Work.Records.Append(prefixed, _services.RecordArrays);
        }
    }

    // Only a journal of an engine without the limit has such an execution. It fails when it is taken up again.
    private void KeepTheBeginning()
    {
        var records = new RecordSequence(Records.Span);
        var beginning = _keptLength == 0 && records.MoveNext()
            ? Records[..RecordSequence.PrefixedLength(records.Current.Length)].ToArray()
            : [];
        Work.Records = default;
        Work.Records.Append(beginning, _services.RecordArrays);
        Work.IsTooLarge = true;
    }

    private bool FailIfNotHeld() => _work is { IsTooLarge: true } && FailIfTooLarge(_services.MaxRecordedBytes);
}

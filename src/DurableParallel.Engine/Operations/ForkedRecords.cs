using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>
/// The records of a fork: those of another execution's operations before one of them. They are at the same times, so that
/// what was delayed is over when it was to be. Whatever else the execution went through is not copied.
/// </summary>
/// <param name="through">Where the copy ends, among the bytes of the records.</param>
/// <param name="later">By how many milliseconds the fork was created later.</param>
/// <param name="results">Other results, by the numbers of the operations.</param>
internal sealed class ForkedRecords(int through, long later, IReadOnlyDictionary<int, string?> results)
{
    private readonly HashSet<int> _replaced = [];

    /// <summary>The numbers of the operations whose results were replaced.</summary>
    public IReadOnlySet<int> Replaced => _replaced;

    /// <summary>What the execution said of itself last, of what was copied; null for nothing.</summary>
    public string? CustomStatus { get; private set; }

    public List<byte[]> Copy(ReadOnlySpan<byte> records)
    {
        var copies = new List<byte[]>();
        var buffer = new RecordBuffer();
        var sequence = new RecordSequence(records);
        while (sequence.MoveNext() && sequence.Start < through)
        {
            buffer.Clear();
            Write(buffer, sequence.Current);
            if (buffer.Length > 0)
            {
                copies.Add(buffer.Written.ToArray());
            }
        }

        return copies;
    }

    private void Write(RecordBuffer buffer, ReadOnlySpan<byte> record)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Position:
                buffer.WriteBytes(record);
                break;
            case RecordKind.Operation:
                OperationCodec.Write(buffer, Changed(OperationCodec.Read(record)));
                break;
            case RecordKind.WireOperation:
                var (wireId, change) = WireOperationCodec.Read(record);
                WireOperationCodec.Write(buffer, wireId, Changed(change));
                break;
            case RecordKind.Status:
                var status = StatusRecord.Read(record);
                CustomStatus = status.Payload;
                StatusRecord.Write(buffer, status with { At = status.At - later });
                break;
            case RecordKind.Raised:
                RaisedRecord.WriteMoved(buffer, record, later);
                break;
            case RecordKind.Retried:
                var retried = RetriedRecord.Read(record);
                (retried with { At = retried.At - later }).Write(buffer);
                break;
        }
    }

    private OperationChange Changed(in OperationChange change)
    {
        var moved = change with { At = change.At - later, StartedAt = change.StartedAt - later };
        if (!OperationRules.IsEnd(change.Action) || !results.TryGetValue(change.Ordinal, out var result))
        {
            return moved;
        }

        _replaced.Add(change.Ordinal);
        return moved with { Action = OperationAction.Succeed, Payload = result, Error = null, ReplayChildren = false };
    }
}

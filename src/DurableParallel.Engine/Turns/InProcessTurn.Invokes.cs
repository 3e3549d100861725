using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <content>From an invoke's START to the execution that it becomes, and from that one's end back.</content>
internal sealed partial class InProcessTurn
{
    private OpenInvokes? _invokes;

    public override void EndInvoke(OperationId id, EndedRecord ended)
    {
        // While the engine comes to rest nothing new is begun; the next one finds the end when it takes up the open invokes.
        if (!IsClosed && !_services.Life.IsStopping && _invokes is not null && _invokes.TryTake(id, out var added, out var open))
        {
            var record = InvokeEnd.Of(open, ended);
            RecordEndOfInvoke(added, record, new EndedInvoke(this, added, record));
        }
    }

    /// <inheritdoc/>
    public InvokedFunction? FindInvoked(OperationId id, string functionName) => _execution.FindInvoked(id, functionName);

    /// <summary>Notes an invoke that is about to be recorded. The execution that it becomes is created once it is durable, before the function is told.</summary>
    private StartedInvoke TakeUpInvoke(in OperationUpdate update, long now, ICheckpointWaiter? waiter)
    {
        (_invokes ??= new OpenInvokes()).Add(update.Id, new OperationRecord
        {
            Type = update.Type,
            Status = OperationStatus.Started,
            SubType = update.SubType,
            Name = update.Name,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(now),
            Invoke = update.Invoke,
        });
        return new StartedInvoke(this, update.Id, update.Invoke!, update.Payload, waiter);
    }

    private void TakeUpOpenInvokes()
    {
        foreach (var (id, record) in _history?.OpenInvokes() ?? [])
        {
            (_invokes ??= new OpenInvokes()).Add(id, record);
        }
    }

    /// <summary>Starts what is not there although it was invoked, and takes what has ended meanwhile. An end that is told at the same time counts once.</summary>
    private List<(OperationId Id, OperationRecord Record)>? TakeEndedInvokes()
    {
        List<(OperationId, OperationRecord)>? taken = null;
        foreach (var (id, record) in _history?.OpenInvokes() ?? [])
        {
            if (_execution.TakeUpInvoke(id, record.Invoke!, ReadInputOfInvoke) is not { } ended)
            {
                continue;
            }

            lock (_execution.Gate)
            {
                if (_invokes is not null && _invokes.TryTake(id, out var added, out var open))
                {
                    (taken ??= []).Add((added, InvokeEnd.Of(open, ended)));
                }
            }
        }

        return taken;
    }

    private string? ReadInputOfInvoke(OperationId id)
    {
        foreach (var bytes in new RecordSequence(_execution.ReadRecords()))
        {
            if (RecordCodec.KindOf(bytes) == RecordKind.Operation
                && OperationCodec.Read(bytes) is { Action: OperationAction.Start } change
                && change.Ordinal == id.HostKey)
            {
                return change.Payload;
            }
        }

        throw RecordReader.Damage($"the invoke {id} has no start");
    }

    private void RecordEndOfInvoke(OperationId id, OperationRecord record, ICheckpointWaiter waiter)
    {
        lock (_execution.Gate)
        {
            if (IsClosed)
            {
                return;
            }

            var now = _services.Clock.Now();
            var buffer = RecordBuffer.Scratch();
            OperationCodec.Write(buffer, InvokeEnd.ChangeOf(id.HostKey, record, now - _execution.CreatedAt));
            Append(buffer, waiter, now);
        }
    }

    private sealed class StartedInvoke(InProcessTurn turn, OperationId id, ChainedInvokeOptions options, string? input, ICheckpointWaiter? waiter) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            // An invoke that nobody was told of keeps its execution from leaving memory, and is taken up when it begins again.
            if (turn._execution.StartInvoke(id, options, input))
            {
                waiter?.OnAcknowledged(timestamp);
            }
        }
    }

    private sealed class EndedInvoke(InProcessTurn turn, OperationId id, OperationRecord record) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(id, record with { EndTimestamp = timestamp });
    }

    private sealed class PreludeInvoke(Prelude prelude, OperationId id, OperationRecord record) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            prelude.Turn._history!.Replace(id, record with { EndTimestamp = timestamp });
            prelude.OnAcknowledged(timestamp);
        }
    }
}

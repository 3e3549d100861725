using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <content>Checkpoints that come in from the function's process.</content>
internal sealed partial class ServedTurn
{
    private static readonly TimeSpan RepeatableFor = TimeSpan.FromMinutes(15);
    private AnsweredCheckpoint? _last;

    /// <summary>Applies a batch of updates, all or none. The task completes when they are durable.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation, or an update is not valid.</exception>
    public Task<CheckpointReply> CheckpointAsync(string token, string? clientToken, IReadOnlyList<WireUpdate> updates)
    {
        lock (execution.Gate)
        {
            var now = services.Clock.Now();
            if (TryRepeat(token, clientToken, now, out var repeated))
            {
                return repeated;
            }

            CheckToken(token);
            TakeHeld(now, isMarked: false);
            CheckToken(token);
            CheckpointValidator.Check(updates, Known);
            var invocation = _invocation!;
            if (IsTooMuch(updates) is { } tooMuch)
            {
                Record(invocation, now, error: null, bringsEnd: true);
                execution.End(ExecutionStatus.Failed, payload: null, tooMuch);
            }
            else
            {
                foreach (var update in updates)
                {
                    Apply(update, invocation, now);
                }
            }

            var reply = new CheckpointReply(IsClosed ? null : invocation.Token = _tokens.Next(), [.. _changed.Select(ordinal => View(_operations.At(ordinal)))]);
            _changed.Clear();
            var answer = AnswerAsync(reply, _records.Durable);
            _last = clientToken is null ? null : new AnsweredCheckpoint(token, clientToken, now, answer);
            if (IsClosed && _last is not null)
            {
                serving.LastCheckpoints.Add(execution.Number, this);
            }

            return answer;
        }
    }

    /// <summary>The answer that the same request got before, if it is still known. The caller holds the gate.</summary>
    public bool TryRepeat(string token, string? clientToken, long now, [NotNullWhen(true)] out Task<CheckpointReply>? reply)
    {
        var isKnown = clientToken is not null
            && _last is { } last
            && last.ClientToken == clientToken
            && last.Token == token
            && now - last.At <= RepeatableFor.TotalMilliseconds;
        reply = isKnown ? _last!.Reply : null;
        return reply is not null;
    }

    /// <summary>What the function may ask for, in the order of starts.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation.</exception>
    public (string? Input, IReadOnlyList<OperationView> Operations) ReadState(string token)
    {
        lock (execution.Gate)
        {
            CheckToken(token);
            return (_operations.Input, [.. _operations.Visible().Select(View)]);
        }
    }

    private void CheckToken(string token)
    {
        if (IsClosed || _invocation is null || !string.Equals(_invocation.Token, token, StringComparison.Ordinal))
        {
            throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);
        }
    }

    private CheckpointValidator.Known? Known(string wireId) => _operations.Find(wireId) is { } operation
        ? new CheckpointValidator.Known(
            operation.Record.Type, operation.Record.SubType, operation.Record.Name, operation.Parent?.WireId, operation.Record.Status)
        : null;

    private DurableError? IsTooMuch(IReadOnlyList<WireUpdate> updates)
    {
        var added = updates.Where(update => update.Type != OperationType.Execution && _operations.Find(update.Id) is null).Select(static update => update.Id).Distinct(StringComparer.Ordinal).Count();
        if (_operations.Count + added > serving.Settings.MaxOperations)
        {
            return new DurableError(
                "OperationLimitExceeded",
                $"An execution has at most {Counted.Of(serving.Settings.MaxOperations ?? 0, "operation")}; this one has {_operations.Count} and asked for {added} more. Split the work into invoked executions.");
        }

        var bytes = _records.Bytes + updates.Sum(static update => 2L * (update.Payload?.Length ?? 0));
        var limit = Math.Min(serving.Settings.MaxRecordedBytes ?? long.MaxValue, services.MaxRecordedBytes);
        return bytes > 2 * limit
            ? new DurableError("DataLimitExceeded", $"An execution records at most {Counted.Of(limit, "byte")}; this one would have more. Store the data elsewhere and pass references.")
            : null;
    }

    private void Apply(WireUpdate update, ServedInvocation invocation, long now)
    {
        if (update.Type == OperationType.Execution)
        {
            Record(invocation, now, error: null, bringsEnd: true);
            execution.End(
                update.Action == OperationAction.Succeed ? ExecutionStatus.Succeeded : ExecutionStatus.Failed, update.Payload, WireChanges.ErrorOf(update.Error));
            return;
        }

        var known = _operations.Find(update.Id);
        var change = WireChanges.Of(update, known?.Ordinal ?? _operations.Count + 1, now - execution.CreatedAt, known is null ? _operations.Describe(update) : null);
        var buffer = RecordBuffer.Scratch();
        if (known is null)
        {
            WireOperationCodec.Write(buffer, update.Id, change);
        }
        else
        {
            OperationCodec.Write(buffer, change);
        }

        var operation = known ?? _operations.Apply(update.Id, change);
        _records.Append(buffer, now, change.Invoke is null ? null : () => StartInvoke(operation));
        if (known is not null)
        {
            _operations.Apply(update.Id, change);
        }

        _changed.Add(operation.Ordinal);
    }

    private void StartInvoke(ServedOperation operation) =>
        execution.StartInvoke(operation.Position, operation.Record.Invoke!, operation.Input);

    private async Task<CheckpointReply> AnswerAsync(CheckpointReply reply, Task durable)
    {
        await (await Task.WhenAny(durable, _gone.Task).ConfigureAwait(false)).ConfigureAwait(false);
        return reply;
    }

    private sealed record AnsweredCheckpoint(string Token, string ClientToken, long At, Task<CheckpointReply> Reply);
}

using System.Globalization;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Serving;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Executions;

/// <summary>Answers for one execution what a server asks; made for a request.</summary>
internal sealed class ServedExecution(Execution execution, EngineServices services) : IServedExecution
{
    public string Arn => execution.Arn;

    public string Id => execution.ArnId;

    public string Name => execution.DisplayName;

    public string FunctionName => execution.FunctionName;

    public string Version => execution.IsServed && execution.Version <= 0 ? "$LATEST" : execution.Version.ToString(CultureInfo.InvariantCulture);

    public DateTimeOffset StartedAt => DateTimeOffset.FromUnixTimeMilliseconds(execution.CreatedAt);

    public ExecutionFacts ReadFacts() => execution.ReadFacts();

    public string? ReadInput() => execution.ReadInput();

    public EndedRecord ReadEnd() => ExecutionEnds.ReadEnd(execution);

    public IReadOnlyList<HistoryEvent> ReadHistory() => HistoryReader.Read(execution.ReadRecords());

    public async Task<EndedRecord> EndedAsync(CancellationToken cancellationToken)
    {
        var atHand = await services.Ends.EndedAsync(execution).WaitAsync(cancellationToken).ConfigureAwait(false);
        return atHand ?? ReadEnd();
    }

    public async Task<DateTimeOffset> StopAsync(DurableError? error, CancellationToken cancellationToken)
    {
        services.Ends.Stop(execution, error ?? new DurableError(ExecutionEnds.StoppedErrorType, "Execution stopped by user request"));
        await services.Ends.EndedAsync(execution).WaitAsync(cancellationToken).ConfigureAwait(false);
        return DateTimeOffset.FromUnixTimeMilliseconds(execution.ReadFacts().EndedAt ?? 0);
    }

    /// <summary>Waits first until there is room for the updates among what waits for the disk.</summary>
    public async Task<CheckpointReply> CheckpointAsync(string token, string? clientToken, IReadOnlyList<WireUpdate> updates, CancellationToken cancellationToken)
    {
        var cost = updates.Sum(static update => WriteBudget.CostOf(update.Payload));
        await services.Budget.TakeAsync(cost, cancellationToken).ConfigureAwait(false);
        Task<CheckpointReply> reply;
        try
        {
            reply = Turn() is { } turn ? turn.CheckpointAsync(token, clientToken, updates) : RepeatLast(token, clientToken);
        }
        finally
        {
            services.Budget.Return(cost);
        }

        return await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public (string? Input, IReadOnlyList<OperationView> Operations) ReadState(string token) =>
        Turn()?.ReadState(token) ?? throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);

    private ServedTurn? Turn()
    {
        lock (execution.Gate)
        {
            if (services.Life.Gone is { } gone)
            {
                throw gone;
            }

            return execution.State.IsOver ? null : execution.Turn as ServedTurn;
        }
    }

    // The sender of the checkpoint with which the execution ended may not have got the answer.
    private Task<CheckpointReply> RepeatLast(string token, string? clientToken) =>
        services.Serving?.LastCheckpoints.Find(execution.Number) is { } last && last.IsFor(token, clientToken, services.Clock.Now())
            ? last.Reply
            : throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);
}

using System.Text;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>Lists the callbacks of all executions that can be completed, page by page, by what is on record.</summary>
internal sealed class CallbackList(ExecutionTable executions, EngineServices services)
{
    // A token names the last callback by the number of its execution and the one that it has there.
    private const int OrdinalBits = 24;
    private const long LargestOrdinal = (1L << OrdinalBits) - 1;

    /// <exception cref="ArgumentException">The token is none, or of another query.</exception>
    public CallbackPage MakePage(CallbackQuery query, int limit, string? token, CancellationToken cancellationToken)
    {
        var fingerprint = CommitFrame.Checksum(Encoding.UTF8.GetBytes($"{services.Store.Id}\0callbacks\0{query.FunctionName}\0{query.ExecutionName}\0{query.Name}"));
        var last = token is null ? 0 : ListToken.Read(token, fingerprint, "continuationToken");
        var selection = new Selection(new ExecutionQuery
        {
            FunctionName = query.FunctionName,
            Name = query.ExecutionName,
            States = [ExecutionState.WaitingForCallback],
        });

        var found = new List<CallbackSummary>(Math.Min(limit, 100));
        foreach (var (execution, _) in executions.Find(selection, (last >> OrdinalBits) - 1, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (place, callback) in ListOpen(execution).Where(open => query.Name is null || open.Callback.Name == query.Name))
            {
                var here = (execution.Number << OrdinalBits) | Math.Min(place, LargestOrdinal);
                if (here <= last)
                {
                    continue;
                }

                if (found.Count == limit)
                {
                    return new CallbackPage(found, ListToken.Write(fingerprint, last));
                }

                found.Add(callback);
                last = here;
            }
        }

        return new CallbackPage(found, ContinuationToken: null);
    }

    private IEnumerable<(int Place, CallbackSummary Callback)> ListOpen(Execution execution)
    {
        byte[] records;
        lock (execution.Gate)
        {
            if (execution.IsNotHeld || execution.IsPurged)
            {
                yield break;
            }

            records = execution.ReadRecords();
        }

        var history = RecordedHistory.Read(records);
        var now = services.Clock.Now();
        if (history.Ended is not null)
        {
            yield break;
        }

        foreach (var (id, record) in history.OpenCallbacks())
        {
            if (!(record.DueTimestamp?.ToUnixTimeMilliseconds() <= now))
            {
                yield return (history.OrdinalOf(id), new CallbackSummary
                {
                    CallbackId = new CallbackId(execution.Name, id).ToString(),
                    Name = id.Parent is { } parent && history.Find(parent) is { SubType: OperationSubTypes.WaitForCallback } wait ? wait.Name : record.Name,
                    ExecutionName = execution.DisplayName,
                    FunctionName = execution.FunctionName,
                    Version = execution.Version,
                    StartTimestamp = record.StartTimestamp,
                    TimeoutTimestamp = record.DueTimestamp,
                    HeartbeatTimeout = record.Options is CallbackOptions { HeartbeatTimeoutMilliseconds: > 0 and var heartbeat } ? TimeSpan.FromMilliseconds(heartbeat) : null,
                });
            }
        }
    }
}

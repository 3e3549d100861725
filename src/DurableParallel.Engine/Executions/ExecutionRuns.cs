using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Lets an execution go on with a new run: the end of the one and the beginning of the other are one commit, so that a crash loses
/// none and begins none twice. Of the runs before, the first is kept, whose input a start of the same name is compared with, and
/// the latest few.
/// </summary>
/// <param name="executions">All executions.</param>
/// <param name="functions">Where the highest version is found.</param>
/// <param name="ends">Ends the runs.</param>
/// <param name="journal">Takes both records, and what of past runs is purged.</param>
internal sealed class ExecutionRuns(ExecutionTable executions, FunctionRegistry functions, ExecutionEnds ends, JournalWriter journal)
{
    /// <summary>How many past runs are kept at least, besides the first. Twice as many are reduced to so many, so that few commits purge.</summary>
    public const int KeptRuns = 10;

    /// <summary>The function of a run has returned and goes on.</summary>
    /// <param name="run">The run, which ends.</param>
    /// <param name="input">The input of the next one; null is no payload.</param>
    public void Continue(Execution run, string? input)
    {
        var function = functions.Find(run.FunctionName, ExecutionTerms.AnyVersion) ?? throw new InvalidOperationException($"The function '{run.FunctionName}' runs and is not registered.");
        var name = RunName.ExecutionOf(run.Name);
        if (function.Function.Input is { Type.Type: { } type } expected && expected.WhyUnreadable(input) is { } unreadable)
        {
            var refused = new PayloadRefusedException($"The input of the next run of the execution '{name}'", name, type, unreadable);
            ends.End(run, ExecutionStatus.Failed, payload: null, ErrorRecorder.FromException(refused));
            return;
        }

        ExecutionTerms terms;
        lock (run.Gate)
        {
            terms = TermsOf(run);
        }

        var next = executions.AddRun(run.Services, RunName.Of(name, terms.Run!.Number), run.FunctionName, function.Version, terms);
        try
        {
            if (!Hand(run, next, input))
            {
                executions.Remove(next);
            }
        }
        catch (OutOfMemoryException fault)
        {
            executions.Remove(next);
            run.OnNotRecorded(fault);
        }
    }

    /// <summary>The first record of a run is durable: it is the latest of its execution. Purges what is too many behind it.</summary>
    public void OnBegun(Execution run)
    {
        if (run.Terms?.Run is null)
        {
            return;
        }

        executions.AddToChain(run);
        var past = executions.Runs.RunsOf(run).Where(static other => RunChains.NumberOf(other) > 1).ToList();
        if (past.Count - 1 > 2 * KeptRuns)
        {
            // Those that the log still holds are tried again when the next run begins.
            journal.Run(new PurgeBatch([.. past.Take(past.Count - 1 - KeptRuns)]));
        }
    }

    // A run with limits keeps the place of the one before: the execution has begun and not ended.
    private static ExecutionTerms TermsOf(Execution run)
    {
        var terms = run.Terms ?? new ExecutionTerms();
        var (first, number) = terms.Run is { } before ? (before.FirstNumber, before.Number) : (run.Number, 1);
        return terms with { Run = new RunTerms(first, checked(number + 1)), StartAt = null, BeganAt = terms.IsLimited ? run.Services.Clock.Now() : null, RetriedAt = null, IsUnsettled = false, CustomStatus = run.Turn?.NewStatus ?? terms.CustomStatus };
    }

    // What no code has taken is there for the next run, in its order.
    private static List<byte[]> UnreadOf(Execution run, Execution next) =>
    [
        .. (run.Turn?.Events?.Mailbox.Unread ?? []).OrderBy(static raised => raised.At).Select(raised =>
        {
            var buffer = new RecordBuffer();
            RaisedRecord.Write(buffer, raised, next.CreatedAt);
            return buffer.Written.ToArray();
        }),
    ];

    // The new one is found by its number alone, and nothing takes its gate but its own records' way: so the two are never taken the other way round.
    private bool Hand(Execution run, Execution next, string? input)
    {
        lock (run.Gate)
        {
            if (!ends.TryBeginEnd(run, ExecutionStatus.ContinuedAsNew, out var ended, out var now))
            {
                return false;
            }

            var end = new RecordBuffer();
            RecordCodec.WriteEnded(end, ended);
            lock (next.Gate)
            {
                next.CreatedAt = now;
                var created = new RecordBuffer();
                RecordCodec.WriteCreated(created, new CreatedRecord(now, next.Name, next.FunctionName, next.Version, input, next.Terms));
                var events = UnreadOf(run, next);
                if (!journal.Append([
                    (new CommitBatch.Entry(next, Waiter: null, now, Execution.CreatedTag), created.Written.ToArray()),
                    .. events.Select(record => (new CommitBatch.Entry(next, Waiter: null, now, Tag: 0), record)),
                    (new CommitBatch.Entry(run, Waiter: null, now, Execution.EndedTag), end.Written.ToArray())]))
                {
                    return false;
                }

                next.Work.Records.OnAppended(created.Length);
                events.ForEach(record => next.Work.Records.OnAppended(record.Length));
                run.Work.Records.OnAppended(end.Length);
            }

            ends.OnEnding(run, ended, now);
            return true;
        }
    }
}

using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>Makes new executions durable, and queues them for their first turn.</summary>
/// <param name="executions">All executions.</param>
/// <param name="journal">Where the first record goes.</param>
/// <param name="holds">Holds those back that may not begin yet, and queues the others.</param>
/// <param name="ends">Ends those whose time is up.</param>
/// <param name="log">Says that they have started.</param>
/// <param name="life">Whether any may start.</param>
/// <param name="makeHandle">Makes what a user has of an execution.</param>
internal sealed class ExecutionStarts(
    ExecutionTable executions,
    JournalWriter journal,
    StartHolds holds,
    ExecutionEnds ends,
    ExecutionLog log,
    EngineLife life,
    Func<Execution, ExecutionHandle> makeHandle)
{
    /// <summary>Hands over the first record of a new execution. False when the engine takes nothing any more.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for its record. Then there is no such execution.</exception>
    public bool Create(Execution execution, string? input) => Create(execution, input, [], execution.Services.Clock.Now());

    /// <summary>Hands over the first record of a new execution, and what it begins with. False when the engine takes nothing any more.</summary>
    /// <param name="execution">The new execution.</param>
    /// <param name="input">Its input; null is no payload.</param>
    /// <param name="further">Records that become durable with the first one.</param>
    /// <param name="now">When it is created, in milliseconds since 1970.</param>
    /// <exception cref="OutOfMemoryException">There is no memory for its records. Then there is no such execution.</exception>
    public bool Create(Execution execution, string? input, IReadOnlyList<byte[]> further, long now)
    {
        try
        {
            return Append(execution, input, further, now);
        }
        catch (Exception fault)
        {
            // Nothing of it is on its way: the name is free, and those who found it meanwhile are told.
            executions.Remove(execution);
            execution.Work.Creation?.TrySetException(fault);
            throw;
        }
    }

    /// <summary>Completes when an execution is durable.</summary>
    public Task<ExecutionHandle> CreatedAsync(Execution execution)
    {
        lock (execution.Gate)
        {
            return execution.WorkOrNull?.Creation?.Task ?? Task.FromResult(makeHandle(execution));
        }
    }

    /// <summary>The first record of an execution is durable: it waits for its turn.</summary>
    public void OnCreated(Execution execution)
    {
        log.Started(execution);
        TaskCompletionSource<ExecutionHandle>? created;
        lock (execution.Gate)
        {
            (created, execution.Work.Creation) = (execution.Work.Creation, null);
            ends.ArmDeadline(execution);
            holds.Begin(execution);
        }

        created?.TrySetResult(makeHandle(execution));
    }

    private bool Append(Execution execution, string? input, IReadOnlyList<byte[]> further, long now)
    {
        lock (execution.Gate)
        {
            var work = execution.Work;
            if (life.IsStopping)
            {
                work.Creation?.TryFail(new EngineStoppedException("The engine was stopped and takes no executions any more."));
                return false;
            }

            execution.CreatedAt = now;
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WriteCreated(buffer, new CreatedRecord(now, execution.Name, execution.FunctionName, execution.Version, input, execution.Terms));
            if (journal.Append(execution, buffer.Written, further, now, Execution.CreatedTag))
            {
                work.Records.OnAppended(buffer.Length);
                foreach (var record in further)
                {
                    work.Records.OnAppended(record.Length);
                }

                return true;
            }

            work.Creation?.TryFail(new EngineStoppedException("The engine takes no executions any more."));
            return false;
        }
    }
}

using System.Globalization;
using DurableParallel.Engine.Executions;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Turns;
using DurableParallel.Running;

namespace DurableParallel.Engine;

/// <content>What an execution was given, what became of it, and what it is doing.</content>
public partial class ExecutionHandle
{
    /// <summary>Reads the input with the function's serializer.</summary>
    /// <typeparam name="T">The type of the input.</typeparam>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The input; the default of the type when there is none.</returns>
    /// <exception cref="DurableException">The serializer cannot read it as that type.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    /// <exception cref="JournalDamagedException">Its records in the journal are damaged.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<T?> GetInputAsync<T>(CancellationToken cancellationToken = default)
    {
        var payload = await GetInputPayloadAsync(cancellationToken).ConfigureAwait(false);
        return payload is null ? default : Engine.SerializerOf(Execution).Deserialize<T>(payload, SerializationContext.Input);
    }

    /// <summary>The input as it is on record.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The payload; null when there is none.</returns>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    /// <exception cref="JournalDamagedException">Its records in the journal are damaged.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<string?> GetInputPayloadAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(Execution.ReadInput, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the execution failed with, was stopped with, or timed out with. Does not wait for its end.</summary>
    /// <param name="cancellationToken">Ends the waiting for the journal.</param>
    /// <returns>The error; null while it has not ended, and when it succeeded.</returns>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    /// <exception cref="JournalDamagedException">Its records in the journal are damaged.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<DurableError?> GetErrorAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return Status is ExecutionStatus.Failed or ExecutionStatus.Stopped or ExecutionStatus.TimedOut or ExecutionStatus.Canceled
            ? await Task.Run(() => ExecutionEnds.ReadEnd(Execution).Error, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>What the execution says of itself, read with the function's serializer: see <see cref="DurableContext.SetStatus"/>.</summary>
    /// <typeparam name="T">The type of the status.</typeparam>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The latest status that is durable, also of one that has ended; the default of the type when there is none.</returns>
    /// <exception cref="DurableException">The serializer cannot read it as that type.</exception>
    public virtual async Task<T?> GetCustomStatusAsync<T>(CancellationToken cancellationToken = default)
    {
        var payload = await GetCustomStatusPayloadAsync(cancellationToken).ConfigureAwait(false);
        return payload is null ? default : Engine.SerializerOf(Execution).Deserialize<T>(payload, new SerializationContext(Execution, null));
    }

    /// <summary>What the execution says of itself, as the function's serializer has written it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The latest status that is durable, also of one that has ended; null when there is none.</returns>
    public virtual Task<string?> GetCustomStatusPayloadAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(Execution.Terms?.CustomStatus);

    /// <summary>
    /// The operations so far, nested as their contexts are, each with its path, state, attempts and times. Reads the
    /// execution's records once; what changes meanwhile shows in the next tree.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is durable, and the steps that run in this process.</returns>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    /// <exception cref="JournalDamagedException">Its records in the journal are damaged.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<OperationTree> GetTreeAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(ReadTree, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A number that is another one whenever something more is on record of its latest run, so that what was made of its history or
    /// its tree can be kept until then. Cheap to ask for. A step that begins is not on record before it ends.
    /// </summary>
    public virtual long HistoryVersion
    {
        get
        {
            var run = Execution;
            lock (run.Gate)
            {
                return run.RecordedLength;
            }
        }
    }

    /// <summary>A scope that the execution waits for in this process, as it is now; null when there is none of that id.</summary>
    internal ScopeView? LookAtScope(string operationId)
    {
        if (_execution is null)
        {
            return null;
        }

        var run = Execution;
        ExecutionTurn? turn;
        lock (run.Gate)
        {
            turn = run.Turn;
        }

        return turn?.LookAtScope(operationId);
    }

    /// <summary>Which execution it is, where it stands, and since when.</summary>
    /// <returns>For example "order-7 (Order, version 1): Succeeded, started 2026-03-01T12:00:00.000Z, 3.25 s".</returns>
    public override string ToString()
    {
        if (_execution is null)
        {
            return base.ToString() ?? nameof(ExecutionHandle);
        }

        var times = EndTimestamp is { } ended ? string.Create(CultureInfo.InvariantCulture, $", {(ended - StartTimestamp).TotalSeconds:0.###} s") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} ({FunctionName}, version {Version}): {Status}{(IsPurged ? ", purged" : "")}, started {StartTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ}{times}{(Waiting is { DueTimestamp: { } due } ? $", begins {due:yyyy-MM-ddTHH:mm:ss.fffZ}" : "")}{(Execution.Terms?.CustomStatus is { } says ? $"; says {says}" : "")}");
    }

    private OperationTree ReadTree()
    {
        var (records, openSteps) = ReadMoment();
        return ToTree(TreeReader.Read(records, openSteps));
    }

    /// <summary>Tree and history of one moment, from one reading of the records.</summary>
    internal async Task<ExecutionSnapshot> ReadSnapshotAsync(CancellationToken cancellationToken)
    {
        if (_execution is null)
        {
            return new ExecutionSnapshot(await GetTreeAsync(cancellationToken).ConfigureAwait(false), await GetHistoryAsync(cancellationToken).ConfigureAwait(false), IsNumbered: false);
        }

        Engine.ThrowIfUnusable();
        return await Task.Run(ReadSnapshotOfRecordsAsync, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExecutionSnapshot> ReadSnapshotOfRecordsAsync()
    {
        var (records, openSteps) = ReadMoment();
        _ = RecordedHistory.Read(records);
        var events = Task.Run(() => HistoryReader.ReadChecked(records));
        var tree = ToTree(TreeReader.ReadChecked(records, openSteps));
        return new ExecutionSnapshot(tree, await events.ConfigureAwait(false), IsNumbered: true);
    }

    private (byte[] Records, IReadOnlyList<OpenSteps.OpenStep> OpenSteps) ReadMoment()
    {
        lock (Execution.Gate)
        {
            return (Execution.ReadRecords(), Execution.Turn?.OpenSteps ?? []);
        }
    }

    private OperationTree ToTree((IReadOnlyList<OperationNode> Roots, int Count, IReadOnlyList<DateTimeOffset> Restarts) read)
    {
        return new OperationTree
        {
            ExecutionName = Name,
            FunctionName = FunctionName,
            Version = Version,
            Status = Status,
            Operations = read.Roots,
            Count = read.Count,
            RestartTimestamps = read.Restarts,
        };
    }
}

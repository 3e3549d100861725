using DurableParallel.Engine.Executions;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>An execution, whether it runs, waits or has ended. Safe to use from several threads.</summary>
/// <remarks>Engines make them. Tests may derive from it, and override what the code under test asks for.</remarks>
public partial class ExecutionHandle
{
    private readonly DurableEngine? _engine;
    private readonly Execution? _execution;

    internal ExecutionHandle(DurableEngine engine, Execution execution)
    {
        _engine = engine;
        _execution = execution;
    }

    /// <summary>A handle of no engine, for tests. What is not overridden throws an <see cref="InvalidOperationException"/>.</summary>
    protected ExecutionHandle()
    {
    }

    /// <summary>The execution's name, unique in its journal.</summary>
    public virtual string Name => RunName.ExecutionOf(Execution.Name);

    /// <summary>The execution's ARN.</summary>
    public virtual string Arn => Execution.Arn;

    /// <summary>The name of the function that it runs.</summary>
    public virtual string FunctionName => Execution.FunctionName;

    /// <summary>The version of the function that it was started with and keeps; -1 while it was invoked with a function of which none is registered.</summary>
    public virtual int Version => Execution.Version;

    /// <summary>
    /// Its run, from 1: see <see cref="DurableContext.ContinueAsNew{TIn}(TIn)"/>. ARN, version, times, status and history are those
    /// of the latest run.
    /// </summary>
    public virtual int RunNumber => RunChains.NumberOf(Execution);

    /// <summary>The name of the execution that invoked it; null when it was started from outside.</summary>
    public virtual string? InvokedBy => Execution.Terms?.Invoker?.Name;

    /// <summary>The name of the execution that it is a fork of; null when it is none, and when an earlier version made it.</summary>
    public virtual string? ForkedFrom => Execution.Terms?.ForkedFrom;

    /// <summary>For whom it runs, as the start or the invoke said; null for nobody in particular.</summary>
    public virtual string? TenantId => Execution.Terms?.TenantId;

    /// <summary>The tags that it was started with; none when it was started without, and when another execution invoked it.</summary>
    public virtual IReadOnlyDictionary<string, string> Tags => Execution.Terms?.Tags ?? TagSet.Empty;

    /// <summary>Where it stands now; of a purged one, how it had ended.</summary>
    public virtual ExecutionStatus Status => Execution.Status;

    /// <summary>Why it has not begun, and until when that is; null once it has begun, and when it was ended before.</summary>
    public virtual StartWait? Waiting => Execution.Waiting;

    /// <summary>When it was accepted, to the millisecond. It begins then, unless it waits: see <see cref="Waiting"/>.</summary>
    public virtual DateTimeOffset StartTimestamp => OperationStateMachine.Time(Execution.ReadFacts().StartedAt, 0);

    /// <summary>When it ended, to the millisecond; null while it has not.</summary>
    public virtual DateTimeOffset? EndTimestamp => Execution.ReadFacts().EndedAt is { } ended ? OperationStateMachine.Time(ended, 0) : null;

    /// <summary>Whether the execution was purged: then its result and history are gone.</summary>
    public virtual bool IsPurged => Execution.IsPurged;

    /// <summary>Waits for the result.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <returns>The result, as the function's serializer reads it.</returns>
    /// <exception cref="ExecutionFailedException">It failed, was stopped or timed out.</exception>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts; it has not failed.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped before it had ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written before it had ended.</exception>
    /// <exception cref="EngineReadOnlyException">The engine only reads its journal, and it has not ended.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public virtual async Task<T> GetResultAsync<T>(CancellationToken cancellationToken = default)
    {
        Execution run;
        EndedRecord? ended;
        do
        {
            run = Execution;
            Engine.ThrowIfNeverEnding(run);
            ended = await run.Services.Ends.EndedAsync(run).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        while (run.Status == ExecutionStatus.ContinuedAsNew);

        return Engine.SerializerOf(run).Deserialize<T>(PayloadOf(run, ended), new SerializationContext(run, null));
    }

    /// <summary>Waits for the result and gives it as it is on record; null is no payload.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <returns>The payload; null when the function has no result.</returns>
    /// <exception cref="ExecutionFailedException">It failed, was stopped or timed out.</exception>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts; it has not failed.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped before it had ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written before it had ended.</exception>
    /// <exception cref="EngineReadOnlyException">The engine only reads its journal, and it has not ended.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public virtual async Task<string?> GetResultPayloadAsync(CancellationToken cancellationToken = default)
    {
        Execution run;
        EndedRecord? ended;
        do
        {
            run = Execution;
            Engine.ThrowIfNeverEnding(run);
            ended = await run.Services.Ends.EndedAsync(run).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        while (run.Status == ExecutionStatus.ContinuedAsNew);

        return PayloadOf(run, ended);
    }

    /// <summary>The history so far, oldest event first. An attempt of a step that runs now shows once it has ended.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The events, each with a number of its own, from 1.</returns>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(() => HistoryReader.Read(Execution.ReadRecords()), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The history of one run, oldest event first; see <see cref="RunNumber"/>. Besides the latest run there are the first and the ten before the latest.</summary>
    /// <param name="runNumber">The run, from 1.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The events, each with a number of its own, from 1.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run, or its history is gone.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<IReadOnlyList<HistoryEvent>> GetHistoryAsync(int runNumber, CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        var latest = Execution;
        var run = latest.Services.Executions.Runs.RunsOf(latest).FirstOrDefault(run => RunChains.NumberOf(run) == runNumber)
            ?? throw ExecutionNotFoundException.NoRun(Name, runNumber, RunNumber);
        return await Task.Run(() => HistoryReader.Read(run.ReadRecords()), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends the execution as <see cref="ExecutionStatus.Stopped"/>, whatever it is doing, and returns once that is durable.
    /// Bodies that run have their token signalled; nothing of them is recorded any more. Executions that it has invoked go
    /// on by themselves. Does nothing when the execution has ended already.
    /// </summary>
    /// <param name="error">What is recorded, shortened below 32 KiB; null for a plain note that it was stopped.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution is stopped all the same.</param>
    /// <returns>A task that completes when the end is durable.</returns>
    /// <exception cref="ArgumentException">The error has no type or no message.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task StopAsync(DurableError? error = null, CancellationToken cancellationToken = default)
    {
        if (error is { ErrorType: null } or { ErrorMessage: null })
        {
            throw new ArgumentException("An error has a type and a message; give both, or pass null for a plain note.", nameof(error));
        }

        Engine.ThrowIfUnchangeable("stopping an execution");
        error = error is null ? new DurableError(ExecutionEnds.StoppedErrorType, "The execution was stopped by a request from outside.") : ErrorTrimmer.Trim(error);
        Execution run;
        do
        {
            run = Execution;
            run.Services.Ends.Stop(run, error);
            await run.Services.Ends.EndedAsync(run).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        while (run.Status == ExecutionStatus.ContinuedAsNew);
    }

    private DurableEngine Engine => _engine ?? throw NotOverridden();

    /// <summary>The run that the handle was made of, whether it is the latest or not.</summary>
    internal Execution Run => _execution ?? throw NotOverridden();

    // The latest run: it may be another one the next time.
    private Execution Execution => Run.Services.Executions.Runs.LatestOf(Run);

    private static InvalidOperationException NotOverridden() =>
        new("This ExecutionHandle belongs to no engine: a test made it. Override the member that was called.");

    private static string? PayloadOf(Execution run, EndedRecord? atHand)
    {
        var ended = atHand ?? ExecutionEnds.ReadEnd(run);
        return ended.Status == ExecutionStatus.Succeeded
            ? ended.Payload
            : throw ExecutionFailedException.Of(RunName.ExecutionOf(run.Name), ended);
    }

    /// <summary>Waits for the end, whatever it is.</summary>
    internal async Task<ExecutionStatus> EndedAsync()
    {
        ExecutionStatus status;
        do
        {
            var run = Execution;
            await run.Services.Ends.EndedAsync(run).ConfigureAwait(false);
            status = run.Status;
        }
        while (status == ExecutionStatus.ContinuedAsNew);

        return status;
    }

    /// <summary>Whether the execution is in memory, running or parked; not so before its turn, once evicted, and when it has ended.</summary>
    internal bool IsResident => Execution.IsResident;

    /// <summary>Everything on record of the execution, each record behind its length.</summary>
    internal byte[] ReadRecords() => Execution.ReadRecords().ToArray();
}

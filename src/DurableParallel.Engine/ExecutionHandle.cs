using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine;

/// <summary>An execution, whether it runs, waits or has ended. Safe to use from several threads.</summary>
public sealed class ExecutionHandle
{
    private readonly DurableEngine _engine;
    private readonly Execution _execution;

    internal ExecutionHandle(DurableEngine engine, Execution execution)
    {
        _engine = engine;
        _execution = execution;
    }

    /// <summary>The execution's name, unique in its journal.</summary>
    public string Name => _execution.Name;

    /// <summary>The execution's ARN.</summary>
    public string Arn => _execution.Arn;

    /// <summary>The name of the function that it runs.</summary>
    public string FunctionName => _execution.FunctionName;

    /// <summary>The version of the function that it was started with and keeps.</summary>
    public int Version => _execution.Version;

    /// <summary>Where it stands now; of a purged one, how it had ended.</summary>
    public ExecutionStatus Status => _execution.Status;

    /// <summary>Waits for the result.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <exception cref="ExecutionFailedException">It failed, was stopped or timed out.</exception>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts; it has not failed.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped before it had ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written before it had ended.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public async Task<T> ResultAsync<T>(CancellationToken cancellationToken = default)
    {
        var payload = await ResultPayloadAsync(cancellationToken).ConfigureAwait(false);
        return _engine.Serializer.Deserialize<T>(payload, new SerializationContext(Arn, ""));
    }

    /// <summary>Waits for the result and gives it as it is on record; null is no payload.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <exception cref="ExecutionFailedException">It failed, was stopped or timed out.</exception>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts; it has not failed.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped before it had ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written before it had ended.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public async Task<string?> ResultPayloadAsync(CancellationToken cancellationToken = default)
    {
        _engine.ThrowIfUnusable();
        await _execution.EndedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var ended = ReadEnd();
        return ended.Status == ExecutionStatus.Succeeded
            ? ended.Payload
            : throw new ExecutionFailedException(Name, ended.Status, ended.Error ?? new DurableError("Unknown", "No error was recorded."));
    }

    /// <summary>The history so far, oldest event first. An attempt of a step that runs now shows once it has ended.</summary>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public Task<IReadOnlyList<HistoryEvent>> HistoryAsync()
    {
        _engine.ThrowIfUnusable();
        return Task.Run(() => HistoryReader.Read(_execution.ReadRecords()));
    }

    /// <summary>Stops the execution: nothing of it runs any more. Does nothing when it has ended already.</summary>
    /// <param name="error">What is recorded; null for a plain note that it was stopped.</param>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public async Task StopAsync(DurableError? error = null)
    {
        _engine.ThrowIfUnusable();
        var live = _execution.End(
            ExecutionStatus.Stopped,
            payload: null,
            error ?? new DurableError("Execution.Stopped", "The execution was stopped by a request from outside."));
        live?.Abort(new EngineStoppedException($"The execution '{Name}' was stopped."));
        await _execution.EndedAsync().ConfigureAwait(false);
    }

    /// <summary>Whether the execution was purged: then its result and history are gone.</summary>
    public bool IsPurged => _execution.IsPurged;

    /// <summary>Waits for the end, whatever it is.</summary>
    internal async Task<ExecutionStatus> EndedAsync()
    {
        await _execution.EndedAsync().ConfigureAwait(false);
        return _execution.Status;
    }

    /// <summary>Whether the execution is in memory, running or parked; not so before its turn, once evicted, and when it has ended.</summary>
    internal bool IsResident => _execution.IsResident;

    /// <summary>Everything on record of the execution, each record behind its length.</summary>
    internal byte[] ReadRecords() => _execution.ReadRecords().ToArray();

    private EndedRecord ReadEnd()
    {
        var sequence = new RecordSequence(_execution.ReadRecords());
        ReadOnlySpan<byte> last = [];
        while (sequence.MoveNext())
        {
            last = sequence.Current;
        }

        return RecordCodec.ReadEnded(last);
    }
}

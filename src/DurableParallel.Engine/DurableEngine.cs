using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Schedules;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Starting;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>
/// Runs durable functions in this process and keeps what they have done in a journal, one SQLite file, so that they go on
/// after the process has died. Safe to use from several threads. A method that returns a task never throws: whatever is wrong,
/// an argument too, is reported by the task.
/// </summary>
public sealed partial class DurableEngine : IDurableEngine, IAsyncDisposable
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DurableEngineOptions _options;
    private readonly ExecutionTable _executions;
    private readonly ExecutionRecovery _recovery;
    private readonly EngineServices _services;
    private readonly JournalWriter _journal;
    private readonly IJournalStore _store;
    private readonly ScheduleTable _schedules;

    private DurableEngine(OpenedJournal journal)
    {
        var options = journal.Options with { QuietSignal = QuietSignal.Around(journal.Options.QuietSignal) };
        _options = options;
        _store = journal.Store;
        try
        {
            var budget = new WriteBudget(options.UnwrittenBytes);
            _journal = new JournalWriter(_store, options.JournalFaults, OnFault, options.QuietSignal, options.PinnedBytesLimit, budget);
            _executions = new ExecutionTable();
            _services = new EngineServices(options, _store, _journal, budget, _executions, MakeHandle);
            _catalog = new FunctionCatalog(_services.Functions, options.Serving?.Host, _executions);
            _opened = options.TimeProvider.GetUtcNow();
            _recovery = new ExecutionRecovery(_executions, _services);
            _signals = new CallbackSignals(_services);
            _schedules = new ScheduleTable(this, _services, _store, options.QuietSignal);
            Schedules = new DurableSchedules(this, _services, _schedules);
            Served = new ServedExecutions(_executions, _services, ThrowIfUnusable);
            if (IsReadOnly)
            {
                Recovery = ReadOnce();
                _executions.Index.Settle();
                return;
            }

            Recovery = Recover(journal.TornBytes);
            _executions.Index.Settle();
            ObserveMetrics();
        }
        catch
        {
            _services?.Dispose();
            _services?.Metrics.Dispose();
            _store.Dispose();
            throw;
        }
    }

    /// <summary>Whether it only reads its journal, so that everything that would change it is refused.</summary>
    /// <value>True for an engine that was opened by <see cref="OpenReadOnlyAsync(string, CancellationToken)"/>.</value>
    public bool IsReadOnly => _store.IsReadOnly;

    /// <summary>What the engine found in its journal.</summary>
    public RecoveryReport Recovery { get; private set; }

    /// <summary>Whether only time or a call from outside can move anything: no execution is active and the journal is written.</summary>
    internal bool IsQuiet
    {
        get
        {
            // Each is asked after what leads to it: an active execution is evicted, an evicted one sleeps until it is due, and
            // all of them write. What is due, and what was written, makes one active again, which the count of those shows.
            var activations = _services.Admission.Activations;
            return _services.Admission.Active == 0
                && !_services.Life.IsEvicting
                && !_services.Due.IsFiring
                && !_schedules.IsBusy
                && _services.Serving is not { HasOpenInvocations: true }
                && _journal.IsDrained
                && _services.Admission.Activations == activations;
        }
    }

    /// <summary>The bytes that wait for the disk, the callers that wait for room, and the parts of functions that are held.</summary>
    internal (long Bytes, int Callers, int Held) Waiting => (_services.Budget.Bytes, _services.Budget.WaitingCount, _services.Scheduler.HeldCount);

    /// <summary>Executions whose functions run in processes of their own, for a server.</summary>
    internal IServedExecutions Served { get; }

    internal IDurableSerializer Serializer => _options.Serializer;

    /// <summary>Opens the journal, making it if it is not there, and lets the executions in it go on as their functions are registered.</summary>
    /// <param name="options">How the engine is set up.</param>
    /// <param name="cancellationToken">Asked before anything is done, and while opening waits for another engine.</param>
    /// <returns>The engine, whose executions go on.</returns>
    /// <exception cref="JournalLockedException">Another engine has the journal open, and still had it after <see cref="DurableEngineOptions.LockTimeout"/>.</exception>
    /// <exception cref="JournalDamagedException">The file is not a journal, or a damaged one.</exception>
    /// <exception cref="DurableException">The journal was written by a later version, and nothing was changed in it; or its files cannot be opened; or the clock shows a time before 1970 or after the year 9000.</exception>
    public static Task<DurableEngine> OpenAsync(DurableEngineOptions options, CancellationToken cancellationToken = default)
    {
        if (options is null)
        {
            return Task.FromException<DurableEngine>(new ArgumentNullException(nameof(options)));
        }

        var copy = options with { };
        return Task.Run(() => OpenCoreAsync(copy with { JournalPath = Path.GetFullPath(copy.JournalPath) }, cancellationToken), cancellationToken);
    }

    /// <summary>Starts an execution, or finds the one of that name; see <see cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/>.</summary>
    /// <typeparam name="TIn">The type of the input.</typeparam>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="input">The input, which the function's serializer makes a payload of.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">A name or the input is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function or input.</exception>
    public Task<ExecutionHandle> StartAsync<TIn>(
        string functionName,
        string executionName,
        TIn input,
        CancellationToken cancellationToken = default) =>
        StartTypedAsync(functionName, executionName, input, options: null, cancellationToken);

    /// <summary>
    /// Starts an execution of the function's highest version and returns once it is durable. Idempotent by name: the same
    /// function and the same input give the execution that is there, whether it runs or has ended. Inputs are the same when
    /// they say the same, however they are written.
    /// </summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 256 characters without control characters and line separators.</param>
    /// <param name="inputPayload">The input as it is to be recorded, at most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The execution, which is durable.</returns>
    /// <exception cref="ArgumentException">A name or the input is not valid.</exception>
    /// <exception cref="FunctionNotRegisteredException">The function is not registered, and there is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">The name is taken by an execution of another function, input or idempotency key.</exception>
    /// <exception cref="PayloadRefusedException">The input cannot be read as what the function takes.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public Task<ExecutionHandle> StartWithPayloadAsync(
        string functionName,
        string executionName,
        string? inputPayload,
        CancellationToken cancellationToken = default) =>
        StartCoreAsync(functionName, executionName, new StartInput(inputPayload), options: null, cancellationToken);

    internal Task<ExecutionHandle> StartCoreAsync(
        string functionName,
        string executionName,
        StartInput input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        try
        {
            RefuseIfReadOnly("starting an execution");
            PlainName.Check(functionName, nameof(functionName));
            ExecutionName.Check(executionName, nameof(executionName));
            CheckPayload(input.Payload, "An input", nameof(input));
            var room = _services.Budget.TakeAsync(WriteBudget.CostOf(input.Payload), cancellationToken);
            return room.IsCompletedSuccessfully
                ? StartInRoomAsync(functionName, executionName, input, options, cancellationToken)
                : StartLaterAsync(room, functionName, executionName, input, options, cancellationToken);
        }
        catch (Exception refusal)
        {
            return Task.FromException<ExecutionHandle>(refusal);
        }
    }

    private async Task<ExecutionHandle> FindStartedAsync(
        Execution existing,
        string functionName,
        StartInput input,
        StartOptions? options,
        CancellationToken cancellationToken)
    {
        var handle = await _services.Starts.CreatedAsync(existing).WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            CheckSame(existing, functionName, input, options?.IdempotencyKey);
            return handle;
        }
        catch (ExecutionNotFoundException)
        {
            // It was purged at this moment, and the name is free.
            return await StartCoreAsync(functionName, existing.Name, input, options, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds an execution by its name.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="cancellationToken">Ends the waiting for an execution that is being started.</param>
    /// <returns>The execution; null when there is none of that name.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public async Task<ExecutionHandle?> FindAsync(string executionName, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        return _executions.FindLatest(executionName) is { } execution
            ? await _services.Starts.CreatedAsync(execution).WaitAsync(cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>Every execution that cannot go on until a person acts.</summary>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The blocked executions with their reasons, by name.</returns>
    public Task<IReadOnlyList<BlockedExecution>> ListBlockedAsync(CancellationToken cancellationToken = default) =>
        Task.Run<IReadOnlyList<BlockedExecution>>(() => ListBlocked(cancellationToken), cancellationToken);

    /// <summary>Lets a blocked execution try again, and returns once that is durable.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution tries again all the same.</param>
    /// <returns>True when it was blocked and now tries again; false when it was not blocked, and nothing was done.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name.</exception>
    /// <exception cref="ExecutionBlockedException">Its records do not fit into the memory of this process; it stays blocked.</exception>
    public async Task<bool> UnblockAsync(string executionName, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        ThrowIfUnchangeable("unblocking an execution");
        var execution = _executions.FindLatest(executionName)
            ?? throw ExecutionNotFoundException.NoneOf(executionName, _options.JournalPath);
        return await _services.Blocks.UnblockAsync(execution).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The schedules, which start executions at the times of a cron expression or at an interval.</summary>
    public DurableSchedules Schedules { get; }

    private ExecutionHandle MakeHandle(Execution execution) => new(this, execution);

    private List<BlockedExecution> ListBlocked(CancellationToken cancellationToken)
    {
        List<BlockedExecution> found = [];
        foreach (var execution in _executions.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ExecutionBlocks.Describe(execution) is { } blocked)
            {
                found.Add(blocked);
            }
        }

        found.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return found;
    }

    private static async Task<DurableEngine> OpenCoreAsync(DurableEngineOptions options, CancellationToken cancellationToken)
    {
        EngineClock.Check(options.TimeProvider);
        var engine = new DurableEngine(await SqliteJournal.OpenAsync(options, cancellationToken).ConfigureAwait(false));
        await engine.BeginAsync().ConfigureAwait(false);
        return engine;
    }

    internal static void CheckPayload(string? payload, string what, string parameter)
    {
        if (payload is not null && System.Text.Encoding.UTF8.GetByteCount(payload) is var bytes && bytes > DurableLimits.Engine.MaxInputBytes)
        {
            throw new ArgumentException(
                $"{what} has at most {DurableLimits.Engine.MaxInputBytes} bytes of UTF-8; this one has {bytes}. Store the data elsewhere and pass a reference to it.",
                parameter);
        }

        if (payload is not null && LoneSurrogates.IsIn(payload))
        {
            throw new ArgumentException(
                $"{what} holds whole characters only; this one has half of one, a lone surrogate, which UTF-8 cannot hold. Escape or encode it.",
                parameter);
        }
    }

    internal void CheckSame(Execution existing, string functionName, in StartInput input, string? key)
    {
        if (existing.FunctionName != functionName)
        {
            throw ExecutionNameTakenException.ByFunction(existing.Name, existing.FunctionName, functionName);
        }

        if (key is not null && existing.Terms?.IdempotencyKey is { } startedWith)
        {
            if (!string.Equals(startedWith, key, StringComparison.Ordinal))
            {
                throw ExecutionNameTakenException.ByKey(existing.Name, functionName);
            }
        }
        else if (FindFunction(functionName, existing.Version) is var function && _executions.ReadFirstInput(existing, out var isThere) is var started
            && isThere
            && !SameInput.Of(started, input, function?.Input.Type, function?.Serializer ?? Serializer))
        {
            throw ExecutionNameTakenException.ByInput(existing.Name, functionName);
        }
    }
}

using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Contract.Hosts;

/// <summary>The embedded engine on a journal on disk; its process dies by killing the engine, and lives on with another one.</summary>
internal sealed partial class EngineContractHost : IContractHost
{
    private readonly Lock _lock = new();
    private readonly DirectoryInfo _folder = JournalFolder.Create();
    private readonly Dictionary<(string Name, int Version), DurableFunction> _functions = [];
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly ContractHostOptions _options;
    private readonly long _residentBytes;
    private readonly QuietClockwork _clockwork;
    private EngineJournalFaults? _faults;
    private DurableEngine? _engine;
    private TaskCompletionSource _up = NewSource();
    private volatile bool _isDying;
    private int _started;

    private EngineContractHost(bool evicts, ContractHostOptions options)
    {
        _options = options;
        _residentBytes = evicts ? 0 : DurableEngineOptions.DefaultResidentBytes;
        Traits = new HostTraits { SuspendsWhenParked = evicts, KeepsVersions = true, KnowsTypes = true, TakesScheduler = true, Cancels = true, KeepsStatus = true, KeepsRules = true, HasEvents = true, FoldsStepStarts = true, Retries = true, StartsLater = true, HasRuns = true, HasFairShares = true };
        _clockwork = new QuietClockwork(Clock, options.AutoAdvance, () => _isDying ? null : Volatile.Read(ref _engine));
    }

    public HostTraits Traits { get; }

    public ManualTimeProvider Clock { get; } = new();

    public bool AutoAdvance
    {
        get => _clockwork.AutoAdvance;
        set => _clockwork.AutoAdvance = value;
    }

    public IReadOnlyCollection<string> Violations => [];

    public static async Task<IContractHost> OpenAsync(bool evicts, ContractHostOptions options)
    {
        var host = new EngineContractHost(evicts, options);
        await host.RestartAsync();
        return host;
    }

    public void Register(string name, DurableFunction function, int version = 1)
    {
        lock (_lock)
        {
            // A running engine keeps what it knows; what takes its place comes with the next one.
            if (_functions.TryAdd((name, version), function))
            {
                _engine?.Register(name, function, version);
            }
            else
            {
                _functions[(name, version)] = function;
            }
        }
    }

    public int ExecutionCount => _engine?.ListExecutionNames().Count ?? 0;

    public async Task<IContractExecution?> FindInvokedAsync(IContractExecution invoker, int operation)
    {
        var name = InvokedName.Of(invoker.Name, new OperationId(null, operation));
        return await (await EngineAsync()).FindAsync(name) is null ? null : new EngineContractExecution(this, name);
    }

    public async Task<IContractExecution> StartAsync(string function, string? input = null, FaultPlan? faults = null, TimeSpan? timeout = null, DateTimeOffset? startAt = null)
    {
        var engine = await EngineAsync();
        var name = $"execution-{Interlocked.Increment(ref _started)}";
        lock (_lock)
        {
            // Every execution has a function of its own, so that a test may replace the code of the next one.
            _aliases[name] = function;
            RegisterAlias(engine, name);
        }

        if (faults is not null)
        {
            _faults!.Plan = faults;
        }

        while (true)
        {
            try
            {
                await engine.StartWithPayloadAsync(name, name, input, new StartOptions { Timeout = timeout, StartAt = startAt });
                return new EngineContractExecution(this, name);
            }
            catch (DurableException) when (faults is { HasFired: true })
            {
                // What an earlier execution invoked may still have run, and met the fault before this one was durable.
                await Task.Yield();
                engine = await EngineAsync();
            }
        }
    }

    public Task CrashAsync()
    {
        DurableEngine? engine;
        lock (_lock)
        {
            engine = _engine;
            _engine = null;
            _up = _up.Task.IsCompleted ? NewSource() : _up;
        }

        return Task.Run(() => engine?.Kill());
    }

    public async Task RestartAsync()
    {
        await CrashAsync();
        var plan = _faults?.Plan;
        _faults = new EngineJournalFaults(OnFault) { Plan = plan };
        var engine = await DurableEngine.OpenAsync(new DurableEngineOptions
        {
            JournalPath = Path.Combine(_folder.FullName, "journal.db"),
            TimeProvider = Clock,
            ResidentBytes = _residentBytes,
            LoggerFactory = new OneLogger(_options.Logger),
            Services = _options.Services,
            WorkScheduler = _options.Scheduler,
            JournalFaults = _faults,
            QuietSignal = _clockwork.Look,
        });
        lock (_lock)
        {
            foreach (var alias in _aliases.Keys)
            {
                RegisterAlias(engine, alias);
            }

            foreach (var ((name, version), function) in _functions)
            {
                engine.Register(name, function, version);
            }

            _engine = engine;
            _isDying = false;
            _up.TrySetResult();
        }

        _clockwork.Look();
    }

    public async ValueTask DisposeAsync()
    {
        await _clockwork.DisposeAsync();
        await CrashAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The engine of the current life; waits while the process is down.</summary>
    internal async Task<DurableEngine> EngineAsync()
    {
        while (true)
        {
            Task up;
            lock (_lock)
            {
                if (_engine is not null)
                {
                    return _engine;
                }

                up = _up.Task;
            }

            await up;
        }
    }

    /// <summary>Waits until only time or a call from outside can move anything.</summary>
    internal Task WhenQuietAsync() => _clockwork.WhenQuietAsync();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void RegisterAlias(DurableEngine engine, string alias)
    {
        foreach (var ((name, version), function) in _functions)
        {
            if (name == _aliases[alias])
            {
                engine.Register(alias, function, version);
            }
        }
    }

    // A process that is dying looks quiet, and no time must pass before the next one is there.
    private void OnFault()
    {
        _isDying = true;
        _ = Task.Run(RestartAsync);
    }

    /// <summary>What code and programming model say, without the engine's own lines, which other hosts have not.</summary>
    private sealed class ModelLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id is < 2000 or > 2999)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }

    private sealed class OneLogger(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("DurableParallel.Function.", StringComparison.Ordinal) ? new ModelLogger(logger) : NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}

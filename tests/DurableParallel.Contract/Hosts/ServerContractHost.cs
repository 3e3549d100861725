using DurableParallel.Records;
using DurableParallel.Server;
using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>
/// The server on a journal on disk, and a function process that runs on the Lambda client and talks to it over HTTP.
/// Both die and live again together.
/// </summary>
internal sealed partial class ServerContractHost : IContractHost
{
    // One function may be invoked by several executions at once, and hold them all.
    private const int LoopsOfFunction = 8;
    private const int LoopsOfExecution = 2;

    // Tests move the clock by days while a body runs, and mean no function time-out by it.
    private static readonly TimeSpan InvocationTimeout = TimeSpan.FromDays(40);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly DirectoryInfo _folder = JournalFolder.Create();
    private readonly Dictionary<string, DurableFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ended = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _timeouts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan?> _told = new(StringComparer.Ordinal);
    private readonly ContractHostOptions _options;
    private readonly QuietClockwork _clockwork;
    private EngineJournalFaults? _faults;
    private DurableServer? _server;
    private FunctionProcess? _process;
    private TaskCompletionSource<DurableServer> _up = NewSource();
    private volatile bool _isDying;
    private volatile bool _isDisposed;
    private int _started;

    private ServerContractHost(ContractHostOptions options)
    {
        _options = options;
        _clockwork = new QuietClockwork(Clock, options.AutoAdvance, () => _isDying ? null : Volatile.Read(ref _server)?.Engine);
    }

    public HostTraits Traits { get; } = new()
    {
        SuspendsWhenParked = true,
        HasPlainNames = true,
        FoldsStepStarts = true,
        IsCostly = true,
        HasWholeSeconds = true,
        FailsOnDrift = true,
        Retries = true,
        RefusesFairShares = true,
        InterruptsBodies = false,
        UnknownFunctionFailure = "Failed ResourceNotFoundException Function not found: missing",
        StoppedMessage = "Execution stopped by user request",
        WantsInputAsJson = true,
        TakesEmptyPayloads = false,
        MaxCallbackPayload = 256 * 1024,
    };

    public ManualTimeProvider Clock { get; } = new();

    public bool AutoAdvance
    {
        get => _clockwork.AutoAdvance;
        set => _clockwork.AutoAdvance = value;
    }

    public IReadOnlyCollection<string> Violations => [];

    public int ExecutionCount => _server?.Engine.ListExecutionNames().Count ?? 0;

    public static async Task<IContractHost> OpenAsync(ContractHostOptions options)
    {
        var host = new ServerContractHost(options);
        await host.RestartAsync();
        return host;
    }

    public void Register(string name, DurableFunction function, int version = 1)
    {
        lock (_lock)
        {
            // A running process keeps what it knows; what takes its place comes with the next one.
            if (!_functions.TryAdd(name, function))
            {
                _functions[name] = function;
            }
            else
            {
                _process?.Serve(name, function, LoopsOfFunction);
            }
        }
    }

    public async Task<IContractExecution?> FindInvokedAsync(IContractExecution invoker, int operation)
    {
        var position = ((ServerContractExecution)invoker).FindPosition(new OperationId(null, operation));
        if (position is null)
        {
            return null;
        }

        var name = InvokedName.Of(invoker.Name, position);
        return await (await ServerAsync()).Engine.FindAsync(name) is null ? null : new ServerContractExecution(this, name);
    }

    public async Task<IContractExecution> StartAsync(string function, string? input = null, FaultPlan? faults = null, TimeSpan? timeout = null, DateTimeOffset? startAt = null)
    {
        if (startAt is not null)
        {
            throw new NotSupportedException("The service begins every execution at once.");
        }

        var name = $"execution-{Interlocked.Increment(ref _started)}";
        await ServerAsync();
        lock (_lock)
        {
            // Every execution has a function of its own, so that a test may replace the code of the next one.
            _aliases[name] = function;
        }

        if (timeout is { } longest)
        {
            _timeouts[name] = longest;
        }

        if (FunctionNames().Any(known => TimeoutOf(known) != _told.GetValueOrDefault(known)))
        {
            // A server is told of its functions when it starts.
            await RestartAsync();
        }
        else
        {
            lock (_lock)
            {
                _process?.Serve(name, _functions[function], LoopsOfExecution);
            }
        }

        // Some callers have a context that runs nothing.
        await Task.Run(FunctionsAreKnownAsync).ConfigureAwait(false);
        if (faults is not null)
        {
            _faults!.Plan = faults;
        }

        await InvokeAsync(name, input);
        return new ServerContractExecution(this, name);
    }

    public async Task CrashAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await CrashCoreAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task RestartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await CrashCoreAsync();
            if (_isDisposed)
            {
                return;
            }

            var plan = _faults?.Plan;
            _faults = new EngineJournalFaults(OnFault) { Plan = plan };
            var server = await DurableServer.StartAsync(new DurableServerOptions
            {
                JournalPath = Path.Combine(_folder.FullName, "journal.db"),
                Urls = ["http://127.0.0.1:0"],
                Profile = ServerProfile.Local,
                Functions = [.. FunctionNames().Select(OptionsOf)],
                TimeProvider = Clock,

                // It looks at the engine every 5 seconds of the clock, which the test moves from one due time to the next.
                HasConsole = false,
                RetryDelay = TimeSpan.Zero,
                Retention = null,
                JournalFaults = _faults,
                QuietSignal = _clockwork.Look,
            });
            Begin(server);
        }
        finally
        {
            _turn.Release();
        }

        _clockwork.Look();
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await _clockwork.DisposeAsync();
        await CrashAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The server of the current life; waits while there is none.</summary>
    internal Task<DurableServer> ServerAsync()
    {
        lock (_lock)
        {
            return _up.Task;
        }
    }

    /// <summary>An execution has ended, and its code is not asked for any more.</summary>
    internal void Forget(string name)
    {
        lock (_lock)
        {
            if (_aliases.Remove(name, out var function))
            {
                _ended[name] = function;
            }
        }
    }

    /// <summary>An execution that has ended goes on.</summary>
    internal void ServeAgain(string name)
    {
        lock (_lock)
        {
            if (_ended.Remove(name, out var function))
            {
                _aliases[name] = function;
                _process?.Serve(name, _functions[function], LoopsOfExecution);
            }
        }
    }

    internal Task WhenQuietAsync() => _clockwork.WhenQuietAsync();

    // A function that is registered while the server runs is known to it once its process has asked for events. An invoke of
    // one that is not known fails.
    private async Task FunctionsAreKnownAsync()
    {
        var served = (await ServerAsync()).Engine.Served;
        while (FunctionNames().Exists(name => served.FindFunction(new FunctionReference(name, null)) is null))
        {
            await Task.Yield();
        }
    }

    private static TaskCompletionSource<DurableServer> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<string> FunctionNames()
    {
        lock (_lock)
        {
            return [.. _functions.Keys, .. _aliases.Keys];
        }
    }

    private ServedFunctionOptions OptionsOf(string name) => new()
    {
        Name = name,
        InvocationTimeout = InvocationTimeout,
        ExecutionTimeout = _told[name] = TimeoutOf(name),
    };

    private TimeSpan? TimeoutOf(string name)
    {
        if (_timeouts.TryGetValue(name, out var timeout))
        {
            return timeout;
        }

        lock (_lock)
        {
            return _functions.TryGetValue(_aliases.GetValueOrDefault(name, name), out var function) && function.ExecutionTimeoutMilliseconds > 0
                ? TimeSpan.FromMilliseconds(function.ExecutionTimeoutMilliseconds)
                : null;
        }
    }

    private void Begin(DurableServer server)
    {
        lock (_lock)
        {
            _server = server;
            _process = new FunctionProcess(server.Addresses[0], Clock, _options);
            foreach (var (name, function) in _functions)
            {
                _process.Serve(name, function, LoopsOfFunction);
            }

            foreach (var (alias, name) in _aliases)
            {
                _process.Serve(alias, _functions[name], LoopsOfExecution);
            }

            _isDying = false;
            _up.TrySetResult(server);
        }
    }

    private async Task CrashCoreAsync()
    {
        DurableServer? server;
        lock (_lock)
        {
            server = _server;
            _server = null;
            _process?.Kill();
            _process = null;
            _up = _up.Task.IsCompleted ? NewSource() : _up;
        }

        if (server is not null)
        {
            await Task.Run(server.Engine.Kill);
            await server.DisposeAsync();
        }
    }

    // A server that is dying looks quiet, and no time must pass before the next one is there.
    private void OnFault()
    {
        _isDying = true;
        _ = Task.Run(RestartAsync);
    }
}

using DurableParallel.Engine;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;
using DurableParallel.Server.Api;
using DurableParallel.Server.Logging;
using DurableParallel.Server.Security;
using DurableParallel.Server.Workers;

namespace DurableParallel.Server;

/// <summary>All that a server is made of, but for what listens.</summary>
internal sealed class ServerRooms : IAsyncDisposable
{
    private const int KibiByte = 1024;
    private readonly EndpointCaller _endpoints;

    private readonly WorkerDesk _desk;

    private ServerRooms(DurableEngine engine, WorkerDesk desk, EndpointCaller endpoints, WorkerProcesses processes, WorkerPorts ports, ApiRouter router)
    {
        Ports = ports;
        _desk = desk;
        Engine = engine;
        _endpoints = endpoints;
        Processes = processes;
        Router = router;
    }

    public DurableEngine Engine { get; }

    public WorkerProcesses Processes { get; }

    public WorkerPorts Ports { get; }

    public ApiRouter Router { get; }

    public static async Task<ServerRooms> OpenAsync(DurableServerOptions options, CancellationToken cancellationToken)
    {
        var logger = options.LoggerFactory.CreateLogger(typeof(DurableServer).FullName!);
        var settings = SettingsOf(options);
        var desk = new WorkerDesk(options.TimeProvider, logger);
        var endpoints = new EndpointCaller(options.EndpointConcurrency, options.TimeProvider);
        var functions = new FunctionTable(settings, desk, endpoints, logger);
        var started = options.Functions
            .Select(function => (function, function.Command is { } command ? new WorkerProcess(function.Name, command, options.Keys, desk, logger) : null))
            .ToList();
        var processes = new WorkerProcesses([.. started.Select(static item => item.Item2).OfType<WorkerProcess>()]);
        var ports = new WorkerPorts([.. PortsOf(started, hasSecret: options.WorkerSecret is not null)]);
        DurableEngine engine;
        try
        {
            engine = await DurableEngine.OpenAsync(EngineOptionsOf(options, functions), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            endpoints.Dispose();
            throw;
        }

        var finder = new ExecutionFinder(engine.Served);
        var router = new ApiRouter(
            new RequestGuard(options.Keys, options.TimeProvider),
            new InvokeApi(engine.Served, functions, settings),
            new CheckpointApi(finder, settings),
            new ExecutionApi(engine.Served, finder),
            new CallbackApi(engine),
            new RuntimeApi(desk, functions, processes, ports, settings, logger),
            logger);
        return new ServerRooms(engine, desk, endpoints, processes, ports, router);
    }

    /// <summary>Lets go of the workers that wait for events.</summary>
    public void BeginStop()
    {
        // First, as processes end when their calls for events do.
        Processes.BeginStop();
        _desk.Close();
    }

    public async ValueTask DisposeAsync()
    {
        BeginStop();
        await Engine.DisposeAsync().ConfigureAwait(false);
        await Processes.DisposeAsync().ConfigureAwait(false);
        _endpoints.Dispose();
    }

    private static DurableEngineOptions EngineOptionsOf(DurableServerOptions options, FunctionTable functions)
    {
        var isAws = options.Profile == ServerProfile.Aws;
        var defaults = new DurableEngineOptions();
        return defaults with
        {
            JournalPath = options.JournalPath ?? defaults.JournalPath,
            LockTimeout = options.LockTimeout,
            TimeProvider = options.TimeProvider,
            LoggerFactory = options.LoggerFactory,
            Retention = options.Retention,
            QuietSignal = options.QuietSignal,
            JournalFaults = options.JournalFaults,
            Serving = new ServingSettings(functions)
            {
                MaxFailedInvocations = options.MaxFailedInvocations,
                RetryDelay = options.RetryDelay,
                MaxOperations = isAws ? DurableLimits.Aws.MaxOperations : null,
                MaxRecordedBytes = isAws ? new ServingSettings(functions).MaxRecordedBytes : null,
            },
        };
    }

    private static ServerSettings SettingsOf(DurableServerOptions options) => new()
    {
        TimeProvider = options.TimeProvider,
        WorkerTimeout = options.WorkerTimeout,
        AsyncInputLimit = options.Profile == ServerProfile.Aws ? KibiByte * KibiByte : 6 * KibiByte * KibiByte,
        FirstPageCount = options.FirstPageCount,
        WorkerSecret = options.WorkerSecret,
        OnStarted = (name, arn) => TellStarted(options, name, arn),
        Functions = [.. options.Functions.SelectMany(EntriesOf)],
    };

    // Everybody on the machine may call a port, so that a process that must keep a secret gets a path with a key instead.
    private static IEnumerable<WorkerPort> PortsOf(IEnumerable<(ServedFunctionOptions Function, WorkerProcess? Process)> all, bool hasSecret)
    {
        foreach (var (function, process) in all)
        {
            var hasPort = function.WorkerPort is not null || (process is not null && !hasSecret);
            if (hasPort && WorkerFunctions.Parse(function.Name) is { } names)
            {
                yield return new WorkerPort(names, process, function.WorkerPort ?? 0);
            }
        }
    }

    // The execution is durable, whatever the option's callback makes of it.
    private static void TellStarted(DurableServerOptions options, string name, string arn)
    {
        try
        {
            options.OnExecutionStarted?.Invoke(name, arn);
        }
        catch (Exception fault)
        {
            options.LoggerFactory.CreateLogger(typeof(DurableServer).FullName!)
                .StartedCallbackFailed(fault, name);
        }
    }

    private static IEnumerable<FunctionEntry> EntriesOf(ServedFunctionOptions function)
    {
        var names = WorkerFunctions.Parse(function.Name)
            ?? throw new ArgumentException(
                $"A function's name has 1 to 64 characters of A-Z, a-z, 0-9, - and _; a group of a command has such names parted by commas. Found '{ApiRequest.Shown(function.Name)}'.");
        if (names.Names.Count > 1 && function.Command is null)
        {
            throw new ArgumentException($"Only a command runs several functions at once; '{ApiRequest.Shown(function.Name)}' has none. Give each function an entry of its own.");
        }

        return names.Names.Where(static name => name != "*").Select(name => new FunctionEntry(name)
        {
            IsPlain = function.IsPlain,
            ExecutionTimeoutSeconds = function.ExecutionTimeout is { } timeout ? DurationRule.ToWholeSeconds(timeout, nameof(function.ExecutionTimeout)) : 0,
            InvocationTimeout = function.InvocationTimeout,
            Endpoint = function.Endpoint,
            HasProcess = function.Command is not null,
            Handler = function.Handler,
        });
    }
}

using DurableParallel.Activity;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Metrics;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Serving;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Executions;

/// <summary>What all executions of an engine share.</summary>
internal sealed class EngineServices : IDisposable
{
    private readonly Action? _quietSignal;
    private int _openSteps;
    private int _evictions;
    private TaskCompletionSource? _quiet;

    public EngineServices(DurableEngineOptions options, JournalStore store, JournalWriter journal, ILoggerFactory loggers)
    {
        _quietSignal = options.QuietSignal;
        Store = store;
        Journal = journal;
        loggers = GuardedLoggerFactory.Around(loggers);
        Logger = loggers.CreateLogger<DurableEngine>();
        AwsLimits = new AwsLimitLog(Logger);
        FunctionLogger = loggers.CreateLogger("DurableParallel.Function");
        Scheduler = options.WorkScheduler;
        TimeProvider = options.TimeProvider;
        Clock = new EngineClock(options.TimeProvider);
        FunctionServices = options.Services;
        Serving = options.Serving is null ? null : new EngineServing(options.Serving, options.QuietSignal);
        Metrics = new EngineMetrics(store.Id);
        journal.Metrics = Metrics;
        Due = new DueQueue(options.TimeProvider, options.QuietSignal, Metrics);
        Residency = new Residency(options.ResidentBytes);
        Admission = new Admission(options.MaxActive, options.WorkScheduler, () => journal.IsIdle && ThreadPool.PendingWorkItemCount == 0, options.QuietSignal);
    }

    public JournalStore Store { get; }

    public JournalWriter Journal { get; }

    public ILogger Logger { get; }

    public ILogger FunctionLogger { get; }

    public AwsLimitLog AwsLimits { get; }

    public WorkScheduler Scheduler { get; }

    public TimeProvider TimeProvider { get; }

    public EngineClock Clock { get; }

    /// <summary>What step attempts take their services from; null for none.</summary>
    public IServiceProvider? FunctionServices { get; }

    /// <summary>What serves executions to function processes; null where nothing does.</summary>
    public EngineServing? Serving { get; }

    public DueQueue Due { get; }

    public Admission Admission { get; }

    public EngineMetrics Metrics { get; }

    public Residency Residency { get; }

    /// <summary>For the journal's writer, and for whoever opens the journal before there is one.</summary>
    public RecordArrays RecordArrays { get; } = new();

    /// <summary>Set once, before anything else.</summary>
    public ExecutionTable Executions { get; set; } = null!;

    /// <summary>Set once, before anything else.</summary>
    public Func<Execution, ExecutionHandle> MakeHandle { get; set; } = null!;

    /// <summary>Why nothing goes on any more: the engine was stopped or is faulted. Set once, before anybody who waits is told.</summary>
    public Exception? Gone { get; set; }

    public FunctionRegistry Functions { get; } = new();

    /// <summary>Set once, before any execution is there.</summary>
    public InvokedExecutions Invokes { get; set; } = null!;

    /// <summary>No acknowledgement is given any more, so that functions come to rest after the step they are in.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Whether executions are on their way out of memory.</summary>
    public bool IsEvicting => Volatile.Read(ref _evictions) > 0;

    public void OnEvictionBegun() => Interlocked.Increment(ref _evictions);

    public void OnEvictionEnded()
    {
        if (Interlocked.Decrement(ref _evictions) == 0)
        {
            _quietSignal?.Invoke();
        }
    }

    public void OnStepOpened() => Interlocked.Increment(ref _openSteps);

    public void OnStepsClosed(int count)
    {
        if (count > 0 && Interlocked.Add(ref _openSteps, -count) == 0)
        {
            Volatile.Read(ref _quiet)?.TrySetResult();
        }
    }

    /// <summary>Lets functions come to rest; the task completes when no step's body runs any more.</summary>
    public Task BeginStopAsync()
    {
        var quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IsStopping = true;
        Volatile.Write(ref _quiet, quiet);
        Due.Dispose();
        Admission.Dispose();
        if (Interlocked.CompareExchange(ref _openSteps, 0, 0) == 0)
        {
            quiet.TrySetResult();
        }

        return quiet.Task;
    }

    public void Dispose()
    {
        Due.Dispose();
        Admission.Dispose();
    }
}

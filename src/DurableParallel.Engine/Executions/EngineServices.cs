using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Metrics;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Serving;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Executions;

/// <summary>What all executions of an engine share.</summary>
internal sealed class EngineServices : IDisposable
{
    public EngineServices(DurableEngineOptions options, JournalStore store, JournalWriter journal, WriteBudget budget, ILoggerFactory loggers)
    {
        Life = new EngineLife(options.QuietSignal);
        Store = store;
        Journal = journal;
        loggers = GuardedLoggerFactory.Around(loggers);
        Logger = loggers.CreateLogger<DurableEngine>();
        AwsLimits = new AwsLimitLog(Logger);
        var functionLoggers = new FunctionLoggers(loggers);
        Functions = new FunctionRegistry(functionLoggers, options.TimeProvider);
        Log = new ExecutionLog(functionLoggers);
        Budget = budget;
        MaxRecordedBytes = options.MaxRecordedBytes;
        MaxHeldBytes = options.MaxHeldBytes;
        RecordArrays = new RecordArrays(options.AllocateRecords);
        Scheduler = new PacedScheduler(options.WorkScheduler, budget);
        TimeProvider = options.TimeProvider;
        Clock = new EngineClock(options.TimeProvider);
        FunctionServices = options.Services;
        PoisonAfter = options.PoisonAfter;
        Serving = options.Serving is null ? null : new EngineServing(options.Serving, options.QuietSignal);
        Metrics = new EngineMetrics(store.Id);
        journal.Metrics = Metrics;
        Due = new DueQueue(Clock, options.QuietSignal, Metrics);
        Residency = new Residency(options.ResidentBytes);
        Admission = new Admission(options.MaxActive, options.WorkScheduler, () => journal.IsIdle && ThreadPool.PendingWorkItemCount == 0, options.QuietSignal);
    }

    public EngineLife Life { get; }

    public JournalStore Store { get; }

    public JournalWriter Journal { get; }

    /// <summary>How many bytes wait for the disk.</summary>
    public WriteBudget Budget { get; }

    /// <summary>How many bytes the records of one execution may have.</summary>
    public long MaxRecordedBytes { get; }

    /// <summary>How many bytes of one execution's records memory holds in one piece.</summary>
    public long MaxHeldBytes { get; }

    public ILogger Logger { get; }

    /// <summary>What is said of executions.</summary>
    public ExecutionLog Log { get; }

    public AwsLimitLog AwsLimits { get; }

    public PacedScheduler Scheduler { get; }

    public TimeProvider TimeProvider { get; }

    public EngineClock Clock { get; }

    /// <summary>What step attempts take their services from; null for none.</summary>
    public IServiceProvider? FunctionServices { get; }

    /// <summary>After how many deaths of the process in a row an execution that was running is blocked; null for never.</summary>
    public int? PoisonAfter { get; }

    /// <summary>What serves executions to function processes; null where nothing does.</summary>
    public EngineServing? Serving { get; }

    public DueQueue Due { get; }

    public Admission Admission { get; }

    public EngineMetrics Metrics { get; }

    public Residency Residency { get; }

    /// <summary>For the journal's writer, and for whoever opens the journal before there is one.</summary>
    public RecordArrays RecordArrays { get; }

    /// <summary>Set once, before anything else.</summary>
    public ExecutionTable Executions { get; set; } = null!;

    /// <summary>Set once, before anything else.</summary>
    public Func<Execution, ExecutionHandle> MakeHandle { get; set; } = null!;

    public FunctionRegistry Functions { get; }

    /// <summary>Set once, before any execution is there.</summary>
    public InvokedExecutions Invokes { get; set; } = null!;

    /// <summary>Lets functions come to rest: nothing begins any more.</summary>
    /// <param name="onQuiet">Called once or more when no step's body runs any more, also under an execution's gate.</param>
    public void BeginStop(Action onQuiet)
    {
        Life.BeginStop(onQuiet);
        Budget.AdmitAll();
        Due.Dispose();
        Admission.Dispose();
        Life.OnNoneBegin();
    }

    public void Dispose()
    {
        Budget.Open();
        Due.Dispose();
        Admission.Dispose();
    }
}

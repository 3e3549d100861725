using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Metrics;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Turns;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Executions;

/// <summary>What all executions of an engine share.</summary>
internal sealed class EngineServices : IDisposable
{
    /// <param name="options">How the engine is set up.</param>
    /// <param name="store">The journal's file.</param>
    /// <param name="journal">What writes it.</param>
    /// <param name="budget">How many bytes wait for the disk.</param>
    /// <param name="executions">All executions.</param>
    /// <param name="makeHandle">Makes what a user has of an execution.</param>
    public EngineServices(
        DurableEngineOptions options,
        IJournalStore store,
        JournalWriter journal,
        WriteBudget budget,
        ExecutionTable executions,
        Func<Execution, ExecutionHandle> makeHandle)
    {
        Executions = executions;
        Life = new EngineLife(options.QuietSignal, Counts.Steps);
        Store = store;
        Journal = journal;
        var loggers = GuardedLoggerFactory.Around(options.LoggerFactory);
        Logger = loggers.CreateLogger<DurableEngine>();
        var functionLoggers = new FunctionLoggers(loggers);
        Functions = new FunctionRegistry(functionLoggers, options.TimeProvider);
        var log = new ExecutionLog(functionLoggers);
        Budget = budget;
        MaxHeldBytes = options.MaxHeldBytes;
        RecordArrays = new RecordArrays(options.AllocateRecords);
        Scheduler = new PacedScheduler(options.WorkScheduler, budget);
        Clock = new EngineClock(options.TimeProvider);
        PoisonAfter = options.PoisonAfter;
        Serving = options.Serving is null ? null : new EngineServing(options.Serving, options.QuietSignal);
        Invokes = new InvokedExecutions(executions, Functions, options.Serving is { } serving ? new ServedFunctions(serving.Host, executions.FindServedTerms) : null);
        Metrics = new EngineMetrics(store.Id);
        journal.Metrics = Metrics;
        journal.Counts = Counts;
        Due = new DueQueue(Clock, options.QuietSignal, Metrics);
        Residency = new Residency(options.ResidentBytes);
        Admission = new Admission(options.MaxActive, options.WorkScheduler, () => journal.IsIdle && ThreadPool.PendingWorkItemCount == 0, options.QuietSignal);
        Blocks = new ExecutionBlocks(Functions, log, Clock, Due, Life);
        Ended = options.OnEnded is { } hook ? new EndedHook(hook, makeHandle, Logger) : null;
        Ends = new ExecutionEnds(journal, log, Clock, Due, Life, Invokes, Ended);
        Holds = new StartHolds(journal, Admission, Ends, Clock, Due, Functions);
        Runs = new ExecutionRuns(executions, Functions, Ends, journal);
        Starts = new ExecutionStarts(executions, journal, Holds, Ends, Runs, log, Life, makeHandle);
        Retries = new ExecutionRetries(executions, Ends, log, Clock, Life);
        Cancels = new ExecutionCancels(Functions, Ends, log, Clock, Life);
        Forks = new ExecutionForks(executions, Starts, Clock);
        Events = new EventRaises(this, options.JournalPath);
        Turns = new TurnServices
        {
            Life = Life,
            Clock = Clock,
            TimeProvider = options.TimeProvider,
            Scheduler = Scheduler,
            Admission = Admission,
            Residency = Residency,
            Journal = journal,
            Budget = budget,
            MaxRecordedBytes = options.MaxRecordedBytes,
            Loggers = functionLoggers,
            AwsLimits = new AwsLimitLog(Logger),
            FunctionServices = options.Services,
        };
    }

    /// <summary>Makes executions durable.</summary>
    public ExecutionStarts Starts { get; }

    /// <summary>Holds those back that may not begin yet.</summary>
    public StartHolds Holds { get; }

    /// <summary>Lets them go on with new runs.</summary>
    public ExecutionRuns Runs { get; }

    /// <summary>Ends them.</summary>
    public ExecutionEnds Ends { get; }

    /// <summary>What calls the user's hook for ends; null where there is none.</summary>
    public EndedHook? Ended { get; }

    /// <summary>Lets those go on that ended badly.</summary>
    public ExecutionRetries Retries { get; }

    /// <summary>Cancels them.</summary>
    public ExecutionCancels Cancels { get; }

    /// <summary>Makes new ones of what is on record of others.</summary>
    public ExecutionForks Forks { get; }

    /// <summary>Brings events to them.</summary>
    public EventRaises Events { get; }

    /// <summary>Blocks them.</summary>
    public ExecutionBlocks Blocks { get; }

    /// <summary>What the turns of executions share.</summary>
    public TurnServices Turns { get; }

    public EngineLife Life { get; }

    public IJournalStore Store { get; }

    public JournalWriter Journal { get; }

    /// <summary>How many bytes wait for the disk.</summary>
    public WriteBudget Budget { get; }

    /// <summary>How many bytes of one execution's records memory holds in one piece.</summary>
    public long MaxHeldBytes { get; }

    public ILogger Logger { get; }

    public PacedScheduler Scheduler { get; }

    public EngineClock Clock { get; }

    /// <summary>After how many deaths of the process in a row an execution that was running is blocked; null for never.</summary>
    public int? PoisonAfter { get; }

    /// <summary>What serves executions to function processes; null where nothing does.</summary>
    public EngineServing? Serving { get; }

    public DueQueue Due { get; }

    public Admission Admission { get; }

    public EngineMetrics Metrics { get; }

    /// <summary>What the engine has done since it was opened.</summary>
    public EngineCounts Counts { get; } = new();

    public Residency Residency { get; }

    /// <summary>For the journal's writer, and for whoever opens the journal before there is one.</summary>
    public RecordArrays RecordArrays { get; }

    public ExecutionTable Executions { get; }

    public FunctionRegistry Functions { get; }

    public InvokedExecutions Invokes { get; }

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

    /// <summary>A new turn of an execution.</summary>
    public ExecutionTurn NewTurn(Execution execution) => Serving is not null && execution.IsServed
        ? new ServedTurn(execution, Turns, Serving)
        : new InProcessTurn(execution, Turns);

    public void Dispose()
    {
        Budget.Open();
        Due.Dispose();
        Admission.Dispose();
        Ended?.Dispose();
    }
}

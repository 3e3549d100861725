using DurableParallel.Testing;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Contract.Hosts;

/// <summary>The in-memory host, in either mode.</summary>
internal sealed class MemoryContractHost : IContractHost
{
    private readonly Dictionary<string, DurableFunction> _functions = new(StringComparer.Ordinal);
    private readonly List<(string Function, InMemoryExecution Execution)> _executions = [];
    private readonly InMemoryHost _host;

    public MemoryContractHost(HostMode mode, ContractHostOptions options)
    {
        _host = new InMemoryHost(new InMemoryHostOptions
        {
            Mode = mode,
            AutoAdvance = options.AutoAdvance,
            Logger = options.Logger,
            Scheduler = options.Scheduler,
            Limits = options.Limits,
        });
        Traits = new HostTraits { SuspendsWhenParked = mode == HostMode.Suspending, TakesScheduler = true, IsInMemory = true, TakesLimits = true };
    }

    public HostTraits Traits { get; }

    public ManualTimeProvider Clock => _host.Clock;

    public bool AutoAdvance
    {
        get => _host.AutoAdvance;
        set => _host.AutoAdvance = value;
    }

    public IReadOnlyCollection<string> Violations => [.. _host.Violations.Select(static v => v.Message)];

    public void Register(string name, DurableFunction function, int version = 1) => _functions[name] = function;

    public Task<IContractExecution> StartAsync(string function, string? input = null, FaultPlan? faults = null)
    {
        var execution = _host.Start(_functions[function], input, faults: faults);
        _executions.Add((function, execution));
        return Task.FromResult<IContractExecution>(new MemoryContractExecution(execution));
    }

    public Task CrashAsync()
    {
        foreach (var (_, execution) in _executions.Where(static e => !e.Execution.Completion.IsCompleted))
        {
            execution.Crash();
        }

        return Task.CompletedTask;
    }

    public Task RestartAsync()
    {
        foreach (var (function, execution) in _executions)
        {
            var completion = execution.Completion;
            if (!completion.IsCompleted || completion is { IsCompletedSuccessfully: true, Result.Status: ExecutionStatus.Blocked })
            {
                execution.Restart(_functions[function]);
            }
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var (_, execution) in _executions.Where(static e => !e.Execution.Completion.IsCompleted))
        {
            execution.Crash();
        }

        return ValueTask.CompletedTask;
    }
}

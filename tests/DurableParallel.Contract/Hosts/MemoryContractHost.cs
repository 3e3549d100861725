using DurableParallel.Records;
using DurableParallel.Testing;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Contract.Hosts;

/// <summary>The in-memory host, in either mode.</summary>
internal sealed class MemoryContractHost : IContractHost
{
    private readonly Dictionary<string, DurableFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<InMemoryExecution, string> _started = [];
    private readonly InMemoryHost _host;
    private readonly bool _repeatsNews;

    public MemoryContractHost(HostMode mode, ContractHostOptions options)
    {
        _repeatsNews = options.RepeatsNews;
        _host = new InMemoryHost(new InMemoryHostOptions
        {
            Mode = mode,
            AutoAdvance = options.AutoAdvance,
            Logger = options.Logger,
            Services = options.Services,
            Scheduler = options.Scheduler,
            Limits = options.Limits,
        });
        Traits = new HostTraits { SuspendsWhenParked = mode == HostMode.Suspending, TakesScheduler = true, Cancels = true, KeepsStatus = true, KeepsRules = true, HasEvents = true, IsInMemory = true, StartsLater = true, HasRuns = true, KnowsTypes = true, UnknownFunctionFailure = "Failed Invoke.FunctionNotFound No function 'missing'", TakesLimits = true };
    }

    public HostTraits Traits { get; }

    public ManualTimeProvider Clock => _host.Clock;

    public bool AutoAdvance
    {
        get => _host.AutoAdvance;
        set => _host.AutoAdvance = value;
    }

    public IReadOnlyCollection<string> Violations => [.. _host.Violations.Select(static v => v.Message)];

    public void Register(string name, DurableFunction function, int version = 1)
    {
        _functions[name] = function;
        _host.Register(name, function);
    }

    public int ExecutionCount => _host.Executions.Count;

    public Task<IContractExecution?> FindInvokedAsync(IContractExecution invoker, int operation)
    {
        var invoked = _host.FindInvoked(((MemoryContractExecution)invoker).Execution.Name, new OperationId(null, operation));
        return Task.FromResult<IContractExecution?>(invoked is null ? null : new MemoryContractExecution(invoked));
    }

    public Task<IContractExecution> StartAsync(string function, string? input = null, FaultPlan? faults = null, TimeSpan? timeout = null, DateTimeOffset? startAt = null)
    {
        faults ??= _repeatsNews ? FaultPlan.RepeatDeliveries() : null;
        var execution = _host.Start(_functions[function], input, faults: faults, timeout: timeout, startAt: startAt);
        _started.Add(execution, function);
        return Task.FromResult<IContractExecution>(new MemoryContractExecution(execution));
    }

    public Task<CallbackAnswer> SucceedCallbackAsync(string callbackId, string? payload = null) =>
        Task.FromResult(AnswerTo(() => _host.SucceedCallback(callbackId, payload)));

    public Task<CallbackAnswer> FailCallbackAsync(string callbackId, DurableError error) =>
        Task.FromResult(AnswerTo(() => _host.FailCallback(callbackId, error)));

    public Task<CallbackAnswer> HeartbeatCallbackAsync(string callbackId) =>
        Task.FromResult(AnswerTo(() => _host.HeartbeatCallback(callbackId)));

    public Task CrashAsync()
    {
        Crash();
        return Task.CompletedTask;
    }

    public Task RestartAsync()
    {
        foreach (var execution in _host.Executions.Where(static e => !e.Completion.IsCompleted || e.IsBlocked))
        {
            execution.Restart(_functions[_started.GetValueOrDefault(execution) ?? execution.FunctionName!]);
        }

        return Task.CompletedTask;
    }

    private static CallbackAnswer AnswerTo(Action action)
    {
        try
        {
            action();
            return CallbackAnswer.Accepted;
        }
        catch (InvalidOperationException)
        {
            return CallbackAnswer.Closed;
        }
        catch (ArgumentException)
        {
            return CallbackAnswer.Unknown;
        }
    }

    public ValueTask DisposeAsync()
    {
        Crash();
        return ValueTask.CompletedTask;
    }

    private void Crash()
    {
        foreach (var execution in _host.Executions.Where(static e => !e.Completion.IsCompleted))
        {
            execution.Crash();
        }
    }
}

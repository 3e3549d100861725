using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;

namespace DurableParallel.Contract.Plugins;

/// <summary>Runs functions that plugins watch.</summary>
internal abstract class PluginFixture(ContractHostKind kind) : ContractFixture(kind)
{
    private const string Watched = "watched";

    protected async Task<IContractExecution> StartAsync<T>(Func<DurableContext, Task<T>> code, DurablePlugin[] plugins, FaultPlan? faults = null)
    {
        Host.Register(Watched, DurableFunction.Create(code, new DurableFunctionOptions { Plugins = plugins }));
        return await Host.StartAsync(Watched, faults: faults);
    }

    protected async Task<ContractRun<T>> RunAsync<T>(Func<DurableContext, Task<T>> code, DurablePlugin[] plugins, FaultPlan? faults = null)
    {
        var execution = await StartAsync(code, plugins, faults);
        return new ContractRun<T>(execution, await OutcomeOf(execution));
    }
}

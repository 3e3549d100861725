using DurableParallel.Contract.Hosts;
using NUnit.Framework;

namespace DurableParallel.Contract.Events;

/// <summary>What the tests of events have in common: a host that has them, and an execution that waits.</summary>
internal abstract class EventFixture(ContractHostKind kind) : ContractFixture(kind)
{
    /// <summary>Starts code and lets it run until only the outside or time can move it; the clock stands.</summary>
    protected async Task<IContractExecution> ParkedAsync<T>(Func<DurableContext, Task<T>> code)
    {
        SkipWithout();
        Host.AutoAdvance = false;
        var execution = await StartAsync(code);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        return execution;
    }

    protected async Task CrashAsync(bool crashes, IContractExecution execution)
    {
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }
    }

    protected void SkipWithout()
    {
        if (!Host.Traits.HasEvents)
        {
            Assert.Ignore("This host has no events.");
        }
    }
}

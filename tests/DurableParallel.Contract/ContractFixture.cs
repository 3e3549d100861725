using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract;

/// <summary>What every part of the suite starts from: a fresh host a test, and no rule broken at its end.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ContractFixture(ContractHostKind kind)
{
    private const string Function = "function";

    /// <summary>
    /// Only so that a defect shows as a failure instead of a hang. No test depends on how long it is; the environment
    /// variable DP_HANG_SECONDS changes it.
    /// </summary>
    protected static TimeSpan HangGuard { get; } =
        TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("DP_HANG_SECONDS"), out var seconds) && seconds > 0 ? seconds : 60);

    /// <summary>Of the functions that are started and redeployed from now on.</summary>
    protected DurableFunctionOptions FunctionOptions { get; set; } = new();

    protected IContractHost Host { get; private set; } = null!;

    [SetUp]
    public Task OpenAsync() => OpenAsync(new ContractHostOptions());

    [TearDown]
    public async Task CloseAsync()
    {
        await Host.DisposeAsync();
        Host.Violations.Should().BeEmpty("no rule of the port and of the wire may be broken");
    }

    /// <summary>Opens another host in place of the one at hand.</summary>
    protected async Task OpenAsync(ContractHostOptions options)
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        Host = await ContractHosts.OpenAsync(kind, options);
    }

    protected Task<IContractExecution> StartAsync<T>(Func<DurableContext, Task<T>> code, FaultPlan? faults = null)
    {
        Host.Register(Function, DurableFunction.Create<T>(code, FunctionOptions));
        return Host.StartAsync(Function, faults: faults);
    }

    /// <summary>Puts other code in the place of what was started; it runs from the next restart on.</summary>
    protected void Redeploy<T>(Func<DurableContext, Task<T>> code) => Host.Register(Function, DurableFunction.Create<T>(code, FunctionOptions));

    protected static Task<ContractOutcome> OutcomeOf(IContractExecution execution) => execution.OutcomeAsync().WaitAsync(HangGuard);

    protected async Task<ContractRun<T>> RunAsync<T>(Func<DurableContext, Task<T>> code, FaultPlan? faults = null)
    {
        var execution = await StartAsync(code, faults);
        return new ContractRun<T>(execution, await OutcomeOf(execution));
    }

    /// <summary>The value of a run that must succeed.</summary>
    protected async Task<T> ValueAsync<T>(Func<DurableContext, Task<T>> code) => (await RunAsync(code)).Value;

    /// <summary>
    /// Lets the code run to its end, kills the process there, and lets it run again from what is on record. Returns what
    /// it came to each time, as it was in memory.
    /// </summary>
    protected async Task<(T Live, T Replayed)> LiveAndReplayedAsync<T>(Func<DurableContext, Task<T>> code)
    {
        var ends = new ConcurrentQueue<T>();
        var firstEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isSecondLife = false;
        var execution = await StartAsync(async ctx =>
        {
            var end = await code(ctx);
            if (Volatile.Read(ref isSecondLife))
            {
                ends.Enqueue(end);
                return 0;
            }

            ends.Enqueue(end);
            firstEnd.SetResult();
            await new TaskCompletionSource().Task;
            return 0;
        });
        var ended = execution.OutcomeAsync();
        var first = await Task.WhenAny(firstEnd.Task, ended).WaitAsync(HangGuard);
        if (first == ended)
        {
            (await ended).RequireSuccess();
        }

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        (await OutcomeOf(execution)).RequireSuccess();

        ends.Should().HaveCount(2, "the code comes to its end once in each life");
        return (ends.First(), ends.Last());
    }

    /// <summary>Runs one code for a while, kills the process while it waits, and goes on with another code.</summary>
    protected async Task<ContractOutcome> RedeployedAsync(Func<DurableContext, Task<int>> before, Func<DurableContext, Task<int>> after, TimeSpan runFor = default)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var value = await before(ctx);
            await ctx.WaitAsync("hold the execution", TimeSpan.FromDays(1));
            return value;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (runFor > TimeSpan.Zero)
        {
            Host.Clock.Advance(runFor);
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        await Host.CrashAsync();
        Redeploy(after);
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        return await OutcomeOf(execution);
    }

    /// <summary>What a host says of code that does not fit what is on record: it goes no further with it.</summary>
    protected string DriftOf(ContractOutcome outcome)
    {
        if (Host.Traits.FailsOnDrift)
        {
            outcome.Status.Should().Be(ContractStatus.Failed);
            outcome.Error!.ErrorType.Should().Be(typeof(NonDeterministicExecutionException).FullName);
            return outcome.Error.ErrorMessage;
        }

        outcome.Status.Should().Be(ContractStatus.Blocked);
        return outcome.BlockedBy.Should().BeOfType<NonDeterministicExecutionException>().Which.Message;
    }

    /// <summary>What a host says of a record that its build cannot read: the execution is blocked, or the invocation has failed and is to be repeated.</summary>
    protected async Task<string> UnreadableOf(IContractExecution execution)
    {
        if (Host.Traits.FailsOnDrift)
        {
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
            var error = execution.FailureOfLatestInvocation;
            error.Should().NotBeNull("the invocation fails, and not the execution");
            error!.ErrorType.Should().Be(typeof(UnreadableRecordException).FullName);
            return error.ErrorMessage;
        }

        var outcome = await OutcomeOf(execution);
        outcome.Status.Should().Be(ContractStatus.Blocked);
        return outcome.BlockedBy.Should().BeOfType<UnreadableRecordException>().Which.Message;
    }

    /// <summary>For what no event tells: gives way to others until it holds.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!condition())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

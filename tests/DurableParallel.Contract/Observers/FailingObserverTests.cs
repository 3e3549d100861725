using System.Diagnostics;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Observers;

/// <summary>Nothing that observes an execution ends it, fails it, or changes what is on record.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class FailingObserverTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly RetryStrategy Twice = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1));

    [Test]
    public async Task Logger_ThatThrows_ChangesNothing([Values] LoggerFailure failure) =>
        await CheckAsync(new ContractHostOptions { Logger = new Failing.Logger(failure) });

    [Test]
    public async Task LoggerOfAContext_ThatThrows_ChangesNothing([Values] LoggerFailure failure)
    {
        var value = await ValueAsync(async ctx =>
        {
            ctx.ConfigureLogger(new DurableLoggerConfig { Logger = new Failing.Logger(failure), LogDuringReplay = true });
            return await EverythingAsync(ctx);
        });

        value.Should().Be(Expected);
    }

    [Test]
    public async Task Plugins_ThatThrow_ChangeNothingWhereTheLoggerThrowsToo([Values] bool andLogger)
    {
        FunctionOptions = new DurableFunctionOptions { Plugins = [new Failing.Plugin(), new Failing.Plugin()] };

        await CheckAsync(andLogger ? new ContractHostOptions { Logger = new Failing.Logger(LoggerFailure.Everything) } : new ContractHostOptions());
    }

    [Test]
    public async Task Listeners_ThatThrow_ChangeNothing([Values] bool andLogger)
    {
        using var spans = Failing.Spans();
        var measurements = Failing.Measurements();
        ActivitySource.AddActivityListener(spans);
        try
        {
            await CheckAsync(andLogger ? new ContractHostOptions { Logger = new Failing.Logger(LoggerFailure.Everything) } : new ContractHostOptions());
            await Host.CrashAsync();
        }
        finally
        {
            // A listener that ends is told of its instruments once more, by the test and not by the host.
            measurements.Invoking(static listener => listener.Dispose()).Should().Throw<Failing.ObserverException>();
        }
    }

    [Test]
    public async Task LoggerThatThrows_WhereAnAsyncStepIsRetried_LeavesItsRetry()
    {
        await OpenAsync(new ContractHostOptions { Logger = new Failing.Logger(LoggerFailure.Log) });

        var run = await RunAsync(static ctx => ctx.StepAsync(
            "s",
            static async step =>
            {
                await Task.Yield();
                return step.Attempt < 2 ? throw new InvalidDataException("first") : step.Attempt;
            },
            new StepConfig { Retry = Twice }));

        run.Value.Should().Be(2);
        run.Execution.Updates.Count(static u => u.Action == OperationAction.Retry).Should().Be(1);
    }

    private const string Expected = "step 2, block 2, child, branch, canceled, left";

    private async Task CheckAsync(ContractHostOptions options)
    {
        await OpenAsync(options);
        var (live, replayed) = await LiveAndReplayedAsync(EverythingAsync);

        live.Should().Be(Expected);
        replayed.Should().Be(Expected);
    }

    /// <summary>Every kind of thing that is logged, counted, traced or told to plugins, and lines of the user's own everywhere.</summary>
    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        ctx.Logger.LogInformation("begins {Execution}", ctx.ExecutionName);
        using var userScope = ctx.Logger.BeginScope("a scope of the user's");
        var step = await ctx.StepAsync(
            "step",
            static async s =>
            {
                await Task.Yield();
                s.Logger.LogInformation("attempt {Attempt}", s.Attempt);
                return s.Attempt < 2 ? throw new InvalidDataException("first") : s.Attempt;
            },
            new StepConfig { Retry = Twice });
        await ctx.StepAsync("large", static () => new string('x', 300_000));
        var block = await ctx.WithRetryAsync(
            "block",
            static async (b, attempt) =>
            {
                b.Logger.LogInformation("attempt {Attempt}", attempt);
                await b.WaitAsync(TimeSpan.FromMinutes(1));
                return attempt < 2 ? throw new InvalidDataException("first") : attempt;
            },
            Twice);
        var child = await ctx.RunInChildContextAsync("child", static async c =>
        {
            c.Logger.LogInformation("in the child");
            await c.StepAsync("s", static s => s.Logger.LogWarning("in the step"));
            return "child";
        });
        await ctx.WaitForConditionAsync<int>(
            "condition",
            static (state, check) =>
            {
                check.Logger.LogInformation("is {State}", state);
                return Task.FromResult(state + 1);
            },
            new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static state => state == 2, TimeSpan.FromMinutes(1)) });
        await using var scope = ctx.Parallel("scope", static c => c.MinSuccessful(1));
        var branch = scope.Branch("branch", static async b =>
        {
            b.Logger.LogInformation("in the branch");
            await b.StepAsync("s", static () => { });
            return "branch";
        });
        scope.Branch("loser", static async b =>
        {
            b.CancellationToken.Register(static () => throw new InvalidDataException("a callback of the user's token"));
            await b.WaitAsync(TimeSpan.FromDays(1));
        });
        await scope.JoinAsync();
        _ = ctx.WaitAsync("left behind", TimeSpan.FromDays(1));
        ctx.Logger.LogInformation("ends");
        return $"step {step}, block {block}, {child}, {branch.Result}, canceled, left";
    }
}

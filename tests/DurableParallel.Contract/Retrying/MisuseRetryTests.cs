using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Retrying;

/// <summary>Code that uses the library wrongly does so in every attempt: no strategy is asked.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class MisuseRetryTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly RetryStrategy Often = RetryStrategy.Fixed(5, TimeSpan.FromHours(1));

    public static IEnumerable<TestCaseData> Misuses() =>
    [
        Misuse("the context in a step", static (ctx, _) => ctx.WaitAsync(TimeSpan.FromSeconds(1))),
        Misuse("another step in a step", static (ctx, _) => ctx.StepAsync("inner", static () => { })),
        Misuse("no services", static (_, step) => Task.FromResult(step.Services)),
        Misuse("a name that is not valid", static (ctx, _) => ctx.StepAsync(string.Empty, static () => { })),
        Misuse("a scope", static (ctx, _) => Task.FromResult(ctx.Parallel("scope"))),
    ];

    [TestCaseSource(nameof(Misuses))]
    public async Task Step_ThatMisusesTheLibrary_IsNotRetried(Func<DurableContext, StepContext, Task> misuse)
    {
        var attempts = 0;

        var run = await RunAsync<int>(async ctx =>
        {
            await ctx.StepAsync(
                "s",
                async step =>
                {
                    attempts++;
                    await misuse(ctx, step);
                },
                new StepConfig { Retry = Often });
            return 0;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Step_ThatWrapsTheLibrarysMisuse_IsNotRetried()
    {
        var attempts = 0;

        var run = await RunAsync<int>(async ctx =>
        {
            await ctx.StepAsync(
                "s",
                async () =>
                {
                    attempts++;
                    try
                    {
                        await ctx.WaitAsync(TimeSpan.FromSeconds(1));
                    }
                    catch (InvalidOperationException misuse)
                    {
                        throw new InvalidDataException("wrapped", misuse);
                    }
                },
                new StepConfig { Retry = Often });
            return 0;
        });

        run.Outcome.Error!.ErrorType.Should().Be(typeof(InvalidDataException).FullName);
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Step_ThatThrowsWhatTheLibraryThrows_IsRetried()
    {
        var attempts = 0;

        var value = await ValueAsync(ctx => ctx.StepAsync("s", () => ++attempts < 3 ? throw new InvalidOperationException("the user's own") : attempts, new StepConfig { Retry = Often }));

        value.Should().Be(3);
    }

    [TestCase("a name that is not valid")]
    [TestCase("a null body")]
    [TestCase("a wait that is too long")]
    [TestCase("a foreign task in a race")]
    [TestCase("the outer context")]
    [TestCase("a scope that is not joined")]
    [TestCase("a result before the join")]
    [TestCase("a misuse in a step")]
    [TestCase("a minimum above the branches")]
    public async Task Block_ThatMisusesTheLibrary_IsNotRetriedLiveOrReplayed(string misuse)
    {
        var attempts = 0;

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.WithRetryAsync(
                    "block",
                    async (block, _) =>
                    {
                        Interlocked.Increment(ref attempts);
                        await MisuseAsync(misuse, ctx, block);
                    },
                    Often);
                return "succeeded";
            }
            catch (ChildContextFailedException failed)
            {
                return $"{failed.Error.ErrorType} {failed.Message}";
            }
        });

        live.Should().MatchRegex("^System\\.(InvalidOperation|Argument(Null|OutOfRange)?)Exception ");
        replayed.Should().Be(live);
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Compensation_ThatMisusesTheLibrary_IsNotRetried()
    {
        var attempts = 0;
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync<int>(async ctx =>
        {
            await using var scope = ctx.Parallel("scope", static c => c.MaxConcurrency(1));
            scope.Branch("done", static _ => Task.CompletedTask, new BranchOptions
            {
                Compensate = async _ =>
                {
                    attempts++;
                    await ctx.WaitAsync(TimeSpan.FromHours(1));
                },
            });
            scope.Branch("failed", static _ => throw new InvalidDataException("broken"));
            await scope.JoinAsync();
            return 0;
        });

        run.Outcome.Error!.ErrorType.Should().Be(typeof(InvalidDataException).FullName);
        attempts.Should().Be(1);
        Host.Clock.GetUtcNow().Should().Be(begin);
    }

    private static TestCaseData Misuse(string name, Func<DurableContext, StepContext, Task> misuse) => new TestCaseData(misuse).SetArgDisplayNames(name);

    private static async Task MisuseAsync(string misuse, DurableContext outer, DurableContext block)
    {
        switch (misuse)
        {
            case "a name that is not valid":
                await block.StepAsync("two\nlines", static () => { });
                break;
            case "a null body":
                await block.StepAsync("s", (Action)null!);
                break;
            case "a wait that is too long":
                await block.WaitAsync(TimeSpan.FromDays(400));
                break;
            case "a foreign task in a race":
                await block.WhenAnyAsync(Task.CompletedTask);
                break;
            case "the outer context":
                await outer.WaitAsync(TimeSpan.FromSeconds(1));
                break;
            case "a scope that is not joined":
                block.Parallel("scope").Branch("b", static _ => Task.CompletedTask);
                break;
            case "a result before the join":
                _ = block.Parallel("scope").Branch("b", static _ => Task.FromResult(1)).Result;
                break;
            case "a misuse in a step":
                await block.StepAsync("s", () => outer.WaitAsync(TimeSpan.FromSeconds(1)), new StepConfig { Retry = Often });
                break;
            default:
                await using (var scope = block.Parallel("scope", static c => c.MinSuccessful(2)))
                {
                    scope.Branch("b", static _ => Task.CompletedTask);
                    await scope.JoinAsync();
                }

                break;
        }
    }
}

using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Errors;

/// <summary>What is on record of an exception: itself, however its body ended, and what caused it.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RecordedErrorTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    public static IEnumerable<TestCaseData> Bodies() =>
    [
        Body("a step", static c => c.StepAsync("s", CanceledAsync, Once)),
        Body("a step without await", static c => c.StepAsync("s", static () => Task.FromException(Canceled()), Once)),
        Body("a child context", static c => c.RunInChildContextAsync("child", static _ => CanceledAsync())),
        Body("a flat child context", static c => c.RunInChildContextAsync("child", static _ => CanceledAsync(), new ChildContextConfig { Nesting = NestingType.Flat })),
        Body("a branch", static c => BranchAsync(c)),
        Body("a submitter", static c => c.WaitForCallbackAsync<int>("callback", static (_, _) => CanceledAsync(), new WaitForCallbackConfig { Retry = RetryStrategy.None })),
        Body("a condition", static c => c.WaitForConditionAsync<int>("condition", ConditionAsync, new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => true, TimeSpan.FromMinutes(1)) })),
        Body("a retried block", static c => c.WithRetryAsync("block", static (_, _) => CanceledAsync(), RetryStrategy.None)),
    ];

    [TestCaseSource(nameof(Bodies))]
    public async Task CanceledException_OfABody_IsOnRecordAsItself(Func<DurableContext, Task> body)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await body(ctx);
                throw new InvalidOperationException("It succeeded.");
            }
            catch (OperationFailedException failed)
            {
                return (failed.Error, Seen: $"{failed.Message} {failed.IsCausedBy<PaymentCanceledException>()} {failed.IsCausedBy<OperationCanceledException>()} {failed.IsCausedBy<TimeoutException>()}");
            }
        });

        live.Error.ErrorType.Should().Be(typeof(PaymentCanceledException).FullName);
        live.Seen.Should().Be("payment 4711 was canceled by the bank True True True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task CanceledException_OfTheFunction_IsOnRecordAsItself()
    {
        var run = await RunAsync<int>(static async _ =>
        {
            await CanceledAsync();
            return 0;
        });

        run.Outcome.Error.Should().BeEquivalentTo(new { ErrorType = typeof(PaymentCanceledException).FullName, ErrorMessage = "payment 4711 was canceled by the bank" });
    }

    [Test]
    public async Task CanceledException_OfAStep_EntersTheRetryStrategyAsItself()
    {
        Exception? asked = null;
        var attempts = 0;

        await ValueAsync(ctx => ctx.StepAsync(
            "s",
            async () =>
            {
                if (++attempts == 1)
                {
                    await CanceledAsync();
                }

                return 0;
            },
            new StepConfig
            {
                Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)).When(error =>
                {
                    asked = error;
                    return error.InnerException is TimeoutException;
                }),
            }));

        attempts.Should().Be(2);
        asked.Should().BeOfType<PaymentCanceledException>().Which.StackTrace.Should().Contain(nameof(CanceledAsync));
    }

    [Test]
    public async Task Causes_OfAnException_AreOnRecordAndInItsTextThroughContexts()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.RunInChildContextAsync("child", child => child.StepAsync("read", static () => throw Nested(), Once));
                throw new InvalidOperationException("It succeeded.");
            }
            catch (ChildContextFailedException failed)
            {
                var text = failed.ToString();
                string[] parts = ["DurableParallel.ChildContextFailedException: see inside", "System.TypeInitializationException", "---> System.InvalidOperationException: NOT_SET is missing", "---> System.IO.FileNotFoundException: no settings", nameof(Settings)];
                return (failed.Error, Missing: string.Join('|', parts.Where(part => !text.Contains(part, StringComparison.Ordinal))),
                    Caused: failed.IsCausedBy<InvalidOperationException>() && failed.IsCausedBy<FileNotFoundException>() && failed.IsCausedBy<IOException>() && !failed.IsCausedBy<TimeoutException>());
            }
        });

        live.Error.ErrorType.Should().Be("DurableParallel.Contract.Errors.RecordedErrorTests+SettingsException");
        live.Missing.Should().BeEmpty();
        live.Caused.Should().BeTrue();
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Causes_OfAnAggregate_AreAllOnRecord()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync("many", static () => throw new AggregateException("many", new TimeoutException("first"), new FileNotFoundException("second"), new FormatException("third")), Once);
                return "succeeded";
            }
            catch (StepFailedException failed)
            {
                return $"{failed.Error.ErrorType} {failed.IsCausedBy<TimeoutException>()} {failed.IsCausedBy<IOException>()} {failed.IsCausedBy<FormatException>()} {failed.IsCausedBy<ArgumentException>()}";
            }
        });

        seen.Should().Be("System.AggregateException True True True False");
    }

    private static TestCaseData Body(string name, Func<DurableContext, Task> body) => new TestCaseData(body).SetArgDisplayNames(name);

    private static PaymentCanceledException Canceled() => new("payment 4711 was canceled by the bank", new TimeoutException("after 30 s"));

    private static async Task CanceledAsync()
    {
        await Task.Yield();
        throw Canceled();
    }

    private static async Task<int> ConditionAsync(int state, ConditionContext context)
    {
        await CanceledAsync();
        return state;
    }

    private static async Task BranchAsync(DurableContext context)
    {
        await using var scope = context.Parallel("scope");
        var branch = scope.Branch<int>("branch", static async _ =>
        {
            await CanceledAsync();
            return 1;
        });
        await scope.SettleAsync();
        _ = branch.Result;
    }

    private static SettingsException Nested()
    {
        try
        {
            throw new TypeInitializationException(nameof(Settings), Settings());
        }
        catch (TypeInitializationException caught)
        {
            return new SettingsException("see inside", caught);
        }
    }

    private static InvalidOperationException Settings()
    {
        try
        {
            throw new InvalidOperationException("NOT_SET is missing", new FileNotFoundException("no settings"));
        }
        catch (InvalidOperationException caught)
        {
            return caught;
        }
    }

    private sealed class PaymentCanceledException(string message, Exception inner) : OperationCanceledException(message, inner);

    private sealed class SettingsException(string message, Exception inner) : Exception(message, inner);
}

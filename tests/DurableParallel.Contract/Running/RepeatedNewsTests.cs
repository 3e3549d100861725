using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Running;

/// <summary>News of the host that come twice, late, and after newer ones: they change nothing.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RepeatedNewsTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<DurableContext, Attempts, Task<string>>> Codes = new()
    {
        ["step"] = static async (ctx, attempts) => await ctx.StepAsync("s", s => attempts.FailUntil(4, s), new StepConfig { Retry = RetryStrategy.Fixed(4, Pause) }),
        ["step, at most once"] = static async (ctx, attempts) => await ctx.StepAsync(
            "s", s => attempts.FailUntil(4, s), new StepConfig { Retry = RetryStrategy.Fixed(4, Pause), Semantics = StepSemantics.AtMostOncePerRetry }),
        ["step that fails"] = static async (ctx, attempts) =>
        {
            try
            {
                return await ctx.StepAsync("s", s => attempts.FailUntil(9, s), new StepConfig { Retry = RetryStrategy.Fixed(3, Pause) });
            }
            catch (StepFailedException failed)
            {
                return failed.Message;
            }
        },
        ["condition"] = static async (ctx, attempts) => $"{await ctx.WaitForConditionAsync(
            "c",
            (int state, ConditionContext _) => Task.FromResult(attempts.Count(state) + 1),
            new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(state => state == 4, Pause) })}",
        ["waits"] = static async (ctx, _) =>
        {
            var first = ctx.WaitAsync("first", Pause);
            var second = ctx.WaitAsync("second", 2 * Pause);
            var winner = await ctx.WhenAnyAsync(second, first);
            await ctx.WhenAllAsync(first, second);
            await ctx.WaitAsync("third", Pause);
            return $"{winner}";
        },
        ["callbacks"] = static async (ctx, _) =>
        {
            var first = await ctx.CreateCallbackAsync<int>("first", new CallbackConfig { Timeout = Pause });
            var second = await ctx.CreateCallbackAsync<int>("second", new CallbackConfig { Timeout = 2 * Pause });
            return $"{await OutcomeAsync(first)} {await OutcomeAsync(second)} {await OutcomeAsync(first)}";
        },
        ["invokes"] = static async (ctx, _) => await ctx.InvokeAsync<string, string>(null, "other", "a") + await ctx.InvokeAsync<string, string>(null, "other", "b"),
        ["retried block"] = static async (ctx, attempts) => await ctx.WithRetryAsync("b", async (b, attempt) =>
        {
            await b.WaitAsync("w", Pause);
            attempts.Count(attempt);
            return attempt < 3 ? throw new InvalidDataException("again") : await b.StepAsync("s", s => attempts.FailUntil(2, s), new StepConfig { Retry = RetryStrategy.Fixed(2, Pause) });
        }, RetryStrategy.Fixed(3, Pause)),
        ["scope"] = static (ctx, attempts) => ScopeAsync(ctx, attempts, NestingType.Nested),
        ["flat scope"] = static (ctx, attempts) => ScopeAsync(ctx, attempts, NestingType.Flat),
    };

    private static IEnumerable<string> Names => Codes.Keys;

    [Test]
    public async Task News_ToldTwiceLateAndOutOfOrder_ChangeNothing([ValueSource(nameof(Names))] string name)
    {
        var expected = await OutcomeAsync(name);
        await OpenAsync(new ContractHostOptions { RepeatsNews = true });

        (await OutcomeAsync(name)).Should().Be(expected);
    }

    private async Task<string> OutcomeAsync(string name)
    {
        Host.Register("other", DurableFunction.Create<string, string>(async (ctx, input) =>
        {
            await ctx.WaitAsync("w", Pause);
            return input + await ctx.StepAsync("s", s => s.Attempt < 2 ? throw new InvalidDataException("again") : "o", new StepConfig { Retry = RetryStrategy.Fixed(2, Pause) });
        }));
        var attempts = new Attempts();
        var run = await RunAsync(async ctx =>
        {
            var begin = ctx.UtcNow;
            var value = await Codes[name](ctx, attempts);
            return $"{value} after {(int)(ctx.UtcNow - begin).TotalMinutes} minutes";
        });
        return $"{run.Value}, attempts {attempts}";
    }

    private static async Task<string> ScopeAsync(DurableContext ctx, Attempts attempts, NestingType nesting)
    {
        var retry = new StepConfig { Retry = RetryStrategy.Fixed(4, Pause) };
        var p = ctx.Parallel("scope", new ParallelConfig { Nesting = nesting, Completion = CompletionConfig.AllCompleted(), Timeout = 10 * Pause });
        var first = p.Branch("first", b => b.StepAsync("s", s => attempts.FailUntil(4, s), retry));
        var second = p.Branch("second", async b =>
        {
            await b.WaitAsync("w", Pause + (Pause / 2));
            return await b.StepAsync("s", s => attempts.FailUntil(2, s), retry);
        });
        p.Branch("third", b => b.WaitAsync("long", TimeSpan.FromDays(1)));
        var result = await p.SettleAsync();
        return $"{result.CompletionReason} {first.Result} {second.Result}";
    }

    private static async Task<string> OutcomeAsync(DurableCallback<int> callback)
    {
        try
        {
            return $"{await callback.GetResultAsync()}";
        }
        catch (CallbackTimedOutException)
        {
            return "timed out";
        }
    }

    /// <summary>Which attempts have run, whatever their order among each other.</summary>
    private sealed class Attempts
    {
        private readonly List<int> _seen = [];

        public int Count(int attempt)
        {
            lock (_seen)
            {
                _seen.Add(attempt);
            }

            return attempt;
        }

        public string FailUntil(int last, StepContext step) =>
            Count(step.Attempt) < last ? throw new InvalidDataException($"attempt {step.Attempt}") : $"attempt {step.Attempt}";

        public override string ToString()
        {
            lock (_seen)
            {
                return string.Join(' ', _seen.Order());
            }
        }
    }
}

using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Steps;

/// <summary>Operations that are awaited in the body of a step, where the execution could not be suspended: all ways are refused.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class AwaitInStepTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private static readonly WaitForConditionConfig<int> Check = new() { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => true, TimeSpan.FromSeconds(1)) };

    public enum StepKind
    {
        Step,
        StepOfAChild,
        ConditionCheck,
        Submitter,
    }

    public enum StepWay
    {
        Await,
        ConfigureAwait,
        Returned,
        WhenAll,
        WhenAllSettled,
        WhenAny,
        Future,
        Callback,
        EndedOperation,
    }

    [Test]
    public async Task Operation_AwaitedInTheBodyOfAStep_IsRefusedAtOnce([Values] StepKind step, [Values] StepWay way)
    {
        Host.AutoAdvance = false;

        var message = await ValueAsync(async ctx =>
        {
            var ended = ctx.StepAsync("ended", () => 1);
            await ended;
            var callback = await ctx.CreateCallbackAsync<int>("answer");
            var pending = ctx.RunInChildContextAsync("pending", async c =>
            {
                await c.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            });
            var p = ctx.Parallel("scope");
            var future = p.Branch("slow", async b =>
            {
                await b.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            });
            _ = p.JoinAsync();
            Task<int> MisuseAsync() => way switch
            {
                StepWay.Await => AwaitPlainlyAsync(pending),
                StepWay.ConfigureAwait => AwaitConfiguredAsync(pending),
                StepWay.Returned => pending,
                StepWay.WhenAll => FirstAsync(() => ctx.WhenAllAsync<int>(pending)),
                StepWay.WhenAllSettled => ZeroAsync(() => ctx.WhenAllSettledAsync(pending)),
                StepWay.WhenAny => AwaitPlainlyAsync(ctx.WhenAnyAsync(pending)),
                StepWay.Future => AwaitPlainlyAsync(future.AsTask()),
                StepWay.Callback => AwaitPlainlyAsync(callback.GetResultAsync()),
                _ => AwaitPlainlyAsync(ended),
            };
            return await MessageOfAsync(() => RunStepAsync(step, ctx, MisuseAsync));
        });

        message.Should().StartWith("System.InvalidOperationException|").And.Contain("in the body of");
    }

    private static DurableTask<int> RunStepAsync(StepKind kind, DurableContext ctx, Func<Task<int>> body) => kind switch
    {
        StepKind.Step => ctx.StepAsync("use", body, Once),
        StepKind.StepOfAChild => ctx.RunInChildContextAsync("below", c => c.StepAsync("use", body, Once)),
        StepKind.ConditionCheck => ctx.WaitForConditionAsync<int>("use", (_, _) => body(), Check),
        _ => ctx.WaitForCallbackAsync<int>("use", (_, _) => body(), new WaitForCallbackConfig { Retry = RetryStrategy.None }),
    };

    private static async Task<string> MessageOfAsync(Func<Task> misuse)
    {
        try
        {
            await misuse();
            return "nothing thrown";
        }
        catch (OperationFailedException failed)
        {
            return $"{failed.Error.ErrorType}|{failed.Error.ErrorMessage}";
        }
    }

    private static async Task<int> AwaitPlainlyAsync(DurableTask<int> operation) => await operation;

    private static async Task<int> AwaitConfiguredAsync(DurableTask<int> operation) => await operation.ConfigureAwait(false);

    private static async Task<int> FirstAsync(Func<DurableTask<int[]>> all) => (await all())[0];

    private static async Task<int> ZeroAsync(Func<DurableTask> all)
    {
        await all();
        return 0;
    }
}

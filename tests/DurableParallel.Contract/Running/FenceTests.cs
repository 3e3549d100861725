using System.Runtime.CompilerServices;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Running;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FenceTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task ForeignAwait_ThatOutlivesItsInvocation_HasNoEffectAndWritesNothing()
    {
        // Without asynchronous continuations: completing it runs what is left of the first life on the spot.
        var foreign = new TaskCompletionSource();
        var reached = new Gate();
        var isSecondLife = false;
        var bodies = 0;
        var wentOn = false;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("b", async b =>
            {
                if (Volatile.Read(ref isSecondLife))
                {
                    return;
                }

                reached.Open();
                await foreign.Task;
                wentOn = true;
                await b.StepAsync("of a former life", () => Interlocked.Increment(ref bodies));
                bodies += 100;
            });
            return (await p.JoinAsync()).SuccessCount;
        });
        await reached.Opened.WaitAsync(HangGuard);
        await UntilAsync(() => execution.Updates.Count == 2);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);
        var written = execution.Updates.Count;
        foreign.SetResult();
        await UntilAsync(() => Volatile.Read(ref wentOn));

        outcome.Value<int>().Should().Be(1);
        bodies.Should().Be(0);
        execution.Updates.Should().HaveCount(written);
    }

    [Test]
    public async Task StepBody_ThatOutlivesItsInvocation_WritesNothing()
    {
        var foreign = new TaskCompletionSource();
        var reached = new Gate();
        var isSecondLife = false;
        var execution = await StartAsync(ctx => ctx.StepAsync("s", async () =>
        {
            if (Volatile.Read(ref isSecondLife))
            {
                return "second";
            }

            reached.Open();
            await foreign.Task;
            return "first";
        }));
        await reached.Opened.WaitAsync(HangGuard);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);
        foreign.SetResult();

        outcome.Value<string>().Should().Be("second");
        execution.Updates.Count(u => u.Action == OperationAction.Succeed).Should().Be(1);
    }

    [Test]
    public async Task State_OfASuspendedOrDeadInvocation_IsCollectable()
    {
        Host.AutoAdvance = false;
        WeakReference? state = null;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("b", async b =>
            {
                var held = NewState(out var reference);
                Interlocked.CompareExchange(ref state, reference, null);
                using var registration = b.CancellationToken.Register(() => GC.KeepAlive(held));
                await b.WaitAsync(TimeSpan.FromDays(1));
                GC.KeepAlive(held);
            });
            return (await p.JoinAsync()).SuccessCount;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        if (!Host.Traits.SuspendsWhenParked)
        {
            await Host.CrashAsync();
        }

        await UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !state!.IsAlive;
        });
        state!.IsAlive.Should().BeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] NewState(out WeakReference reference)
    {
        var state = new byte[1000];
        reference = new WeakReference(state);
        return state;
    }
}

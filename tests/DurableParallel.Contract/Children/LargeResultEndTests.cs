using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Children;

/// <summary>
/// Contexts that run again for a result above 256 KiB, whose bodies returned between a call and its first record, or went
/// on after a call that was refused: what is not on record is no drift then.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LargeResultEndTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Interleavings = 60;

    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task Child_RunAgain_WhileAFailedScopeWasAboutToUndo_LeavesTheCompensationPending()
    {
        if (!Host.Traits.TakesScheduler)
        {
            Assert.Ignore("This host runs on a scheduler of its own.");
        }

        for (var seed = 1; seed <= Interleavings; seed++)
        {
            var steps = seed % 12;
            var scheduler = new SeededScheduler(seed);
            await OpenAsync(new ContractHostOptions { Scheduler = scheduler });
            var execution = await StartAsync(ctx => WithLaterReplayAsync(ctx, child => UndoingAsync(child, steps)));
            var outcome = execution.OutcomeAsync();
            using var guard = new CancellationTokenSource(HangGuard);
            await Task.Factory.StartNew(() => scheduler.RunUntil(outcome, guard.Token), guard.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            (await outcome).Value<int>().Should().Be(PayloadLimits.ContextBytes, "of the interleaving of seed {0}", seed);
        }
    }

    [Test]
    public async Task Child_RunAgain_WhileAFailedScopeWasUndoing_ComesToTheSame([Range(0, 5)] int steps)
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => WithLaterReplayAsync(ctx, child => UndoingAsync(child, steps)));

        replayed.Should().Be(live);
    }

    [Test]
    public async Task Child_RunAgain_WithARaceThatNothingHadWon_LeavesItPending()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => WithLaterReplayAsync(ctx, async child =>
        {
            var race = child.WhenAnyAsync(child.WaitAsync("long", TimeSpan.FromDays(2)), child.WaitAsync("longer", TimeSpan.FromDays(3)));
            await child.WhenAnyAsync(race, child.WaitAsync("short", TimeSpan.FromMinutes(1)));
            return Large();
        }));

        live.Should().Be(PayloadLimits.ContextBytes);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Branch_RunAgain_WithARaceThatNothingHadWon_LeavesItPending([Values] NestingType nesting)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.Nesting(nesting));
            var large = p.Branch("large", async b =>
            {
                _ = b.WhenAnyAsync(b.WaitAsync("long", TimeSpan.FromDays(2)), b.WaitAsync("longer", TimeSpan.FromDays(3)));
                await b.StepAsync("s", () => 1);
                return Large();
            });
            await p.JoinAsync();
            return large.Result.Length;
        });

        live.Should().Be(PayloadLimits.ContextBytes);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Child_RunAgain_AfterAnInvokeWhoseInputCannotBeWritten_IsRefusedItAgain([Values] NestingType nesting)
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => WithLaterReplayAsync(ctx, child => child.RunInChildContextAsync(
            "inner",
            async inner =>
            {
                var seen = "nothing thrown";
                try
                {
                    await inner.InvokeAsync<string, int>(null, "other", "input", new InvokeConfig { InputSerializer = new Unwritable() });
                }
                catch (NotSupportedException unwritable)
                {
                    seen = unwritable.Message;
                }

                return seen + Large();
            },
            new ChildContextConfig { Nesting = nesting })));

        live.Should().Be(PayloadLimits.ContextBytes + "no text".Length);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Child_RunAgain_AfterOperationsBeyondTheLimit_IsRefusedThemAgain()
    {
        await OpenAsync(new ContractHostOptions { Limits = new DurableLimits { MaxOperations = 3 } });
        if (!Host.Traits.TakesLimits)
        {
            Assert.Ignore("This host has limits of its own.");
        }

        var (live, replayed) = await LiveAndReplayedAsync(async ctx => (await ctx.RunInChildContextAsync("large", async child =>
        {
            await child.StepAsync("one", () => 1);
            await child.StepAsync("two", () => 2);
            return $"{await RefusedAsync(() => child.StepAsync("three", () => 3))} {await RefusedAsync(() => ScopeAsync(child))} {Large()}";
        }))[..9]);

        live.Should().Be("True True");
        replayed.Should().Be(live);

        static Task<ParallelResult> ScopeAsync(DurableContext child)
        {
            var p = child.Parallel("scope");
            p.Branch("branch", b => b.StepAsync("s", () => 1));
            return p.SettleAsync();
        }
    }

    private static string Large() => new('x', PayloadLimits.ContextBytes);

    private static async Task<int> WithLaterReplayAsync(DurableContext ctx, Func<DurableContext, Task<string>> body)
    {
        var text = await ctx.RunInChildContextAsync("large", body);
        await ctx.WaitAsync("later", TimeSpan.FromHours(1));
        return text.Length;
    }

    private static async Task<string> UndoingAsync(DurableContext child, int steps)
    {
        var p = child.Parallel("scope");
        p.Branch("ok", b => b.StepAsync("do", () => 1), new BranchOptions<int>
        {
            Compensate = async (b, value) =>
            {
                await b.WaitAsync(TimeSpan.FromHours(1));
                await b.StepAsync("undo", () => value);
            },
        });
        p.Branch("bad", b => b.StepAsync<int>("fail", () => throw new InvalidDataException("bad"), Once));
        _ = p.SettleAsync();
        for (var i = 0; i < steps; i++)
        {
            await child.StepAsync($"other{i}", () => i);
        }

        return Large();
    }

    private static async Task<bool> RefusedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (DurableLimitException)
        {
            return true;
        }
    }

    private sealed class Unwritable : IDurableSerializer
    {
        public string? Serialize<T>(T value, SerializationContext context) => throw new NotSupportedException("no text");

        public T Deserialize<T>(string? payload, SerializationContext context) => throw new NotSupportedException("no value");
    }
}

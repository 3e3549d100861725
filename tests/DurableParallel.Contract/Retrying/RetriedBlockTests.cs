using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Retrying;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RetriedBlockTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private static readonly RetryStrategy Twice = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1));

    [Test]
    public async Task Block_ThatFailsOnce_IsOnRecordAsAttemptsWithAWaitBetween()
    {
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync(ctx => ctx.WithRetryAsync("book", (c, attempt) => BookAsync(c, attempt, failures: 1), Twice));

        run.Value.Should().Be("flight 2, hotel 2");
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromMinutes(1));
        var block = run.Operation("book");
        block.Record.Should().BeEquivalentTo(new { Type = OperationType.Context, SubType = OperationSubTypes.WithRetry, Status = OperationStatus.Succeeded });
        run.Execution.Operations.Where(o => o.ParentHex == block.Hex).Select(o => (o.Record.SubType, o.Name, o.Record.Status)).Should().Equal(
            (OperationSubTypes.ChildContext, "book-attempt-1", OperationStatus.Failed),
            (OperationSubTypes.Wait, null, OperationStatus.Succeeded),
            (OperationSubTypes.ChildContext, "book-attempt-2", OperationStatus.Succeeded));
    }

    [Test]
    public async Task Block_WithoutANameOrAResult_HasUnnamedAttempts()
    {
        var attempts = 0;

        var run = await RunAsync(async ctx =>
        {
            await ctx.WithRetryAsync(
                null,
                async (c, attempt) =>
                {
                    await c.StepAsync("s", () => attempts++);
                    if (attempt == 1)
                    {
                        throw new InvalidDataException("again");
                    }
                },
                Twice);
            return attempts;
        });

        run.Value.Should().Be(2);
        run.OperationsOf(OperationType.Context).Should().HaveCount(3).And.OnlyContain(o => o.Name == null);
    }

    [Test]
    public async Task Block_ThatAlwaysFails_HasTheRootsErrorLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.WithRetryAsync("book", (c, attempt) => BookAsync(c, attempt, failures: 9), Twice);
                throw new InvalidOperationException("It succeeded.");
            }
            catch (ChildContextFailedException failed)
            {
                return (failed.Error, failed.IsCausedBy<InvalidDataException>());
            }
        });

        live.Error.ErrorMessage.Should().Be("no room in attempt 2");
        live.Item2.Should().BeTrue();
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Strategy_ForSomeErrors_LooksThroughToTheRoot([Values] bool fits)
    {
        var strategy = fits ? Twice.For<InvalidDataException>() : Twice.For<TimeoutException>();

        var run = await RunAsync(ctx => ctx.WithRetryAsync("book", (c, attempt) => BookAsync(c, attempt, failures: 1), strategy));

        run.Outcome.Status.Should().Be(fits ? ContractStatus.Succeeded : ContractStatus.Failed);
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfABlockWithJitter_ComesToTheSameAttemptsAndDelays(
        [Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(CodeAsync, undisturbed)).Value.Should().Be("flight 4, hotel 4");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(CodeAsync, plan);

            run.Value.Should().Be("flight 4, hotel 4", "of {0}", plan);
            plan.HasFired.Should().BeTrue();
            run.OperationsOf(OperationType.Wait).Should().HaveCount(3, "of {0}", plan);
            run.OperationsOf(OperationType.Context).Should().HaveCount(1 + 4, "of {0}", plan);
        }

        static async Task<string> CodeAsync(DurableContext ctx) => await ctx.WithRetryAsync(
            "book",
            (c, attempt) => BookAsync(c, attempt, failures: 3),
            RetryStrategy.Exponential(5, TimeSpan.FromSeconds(20), jitter: Jitter.Full));
    }

    [Test]
    public async Task Retry_OverManyReplays_IsLoggedOnceAsAWarningAfterTheStepThatFailed()
    {
        var logger = new RecordingLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });

        await LiveAndReplayedAsync(async ctx =>
        {
            var booked = await ctx.WithRetryAsync(
                "book",
                async (c, attempt) =>
                {
                    await c.WaitAsync(TimeSpan.FromSeconds(1));
                    return await BookAsync(c, attempt, failures: 1);
                },
                Twice);
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return booked;
        });

        logger.Warnings.Should().Equal(
            "Attempt 1 of step 'hotel' at 'book/book-attempt-1/hotel' failed with System.IO.InvalidDataException, and is not followed by another one: no room in attempt 1",
            "Attempt 1 of block 'book' failed with System.IO.InvalidDataException; the next one follows in 60 s.");
    }

    [Test]
    public async Task Rule_ThatThrows_FailsTheBlock()
    {
        var run = await RunAsync(ctx => ctx.WithRetryAsync(
            "book",
            (c, attempt) => BookAsync(c, attempt, failures: 1),
            RetryStrategy.Custom((_, _) => throw new TimeoutException("rule"))));

        run.Outcome.Error!.ErrorType.Should().Be(typeof(TimeoutException).FullName);
    }

    [Test]
    public async Task Rule_ThatDecidesOtherwiseOnReplay_IsDrift()
    {
        var outcome = await RedeployedAsync(ctx => BlockAsync(ctx, retries: true), ctx => BlockAsync(ctx, retries: false));

        DriftOf(outcome).Should().NotBeEmpty();

        static async Task<int> BlockAsync(DurableContext ctx, bool retries)
        {
            await ctx.WithRetryAsync(
                "book",
                (c, attempt) => BookAsync(c, attempt, failures: 1),
                RetryStrategy.Custom((_, _) => retries ? RetryDecision.After(TimeSpan.FromDays(1)) : RetryDecision.Stop));
            return 1;
        }
    }

    [Test]
    public async Task Block_InABranchThatIsReleased_IsCanceledAndNotRetried()
    {
        var asked = 0;

        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.FirstSuccessful());
            p.Branch("winner", b => b.WaitAsync(TimeSpan.FromMinutes(5)));
            var loser = p.Branch("loser", b => b.WithRetryAsync(
                "block",
                (c, _) => c.WaitAsync(TimeSpan.FromDays(1)),
                RetryStrategy.Custom((_, _) =>
                {
                    asked++;
                    return RetryDecision.After(TimeSpan.FromSeconds(1));
                })));
            await p.JoinAsync();
            return loser.Status;
        });

        value.Should().Be(BranchStatus.Canceled);
        asked.Should().Be(0);
    }

    [Test]
    public async Task OuterContext_InTheBlock_IsRefusedAndNamesTheParameter()
    {
        var run = await RunAsync(ctx => ctx.WithRetryAsync("block", (inner, _) => ctx.StepAsync("s", () => 1), RetryStrategy.None));

        run.Outcome.Error!.ErrorMessage.Should().Contain("'inner'").And.Contain("block-attempt-1");
    }

    [TestCase(237, true)]
    [TestCase(238, false)]
    public async Task Name_OfABlock_LeavesRoomForTheAttempts(int length, bool isValid)
    {
        var name = new string('n', length);

        var run = await RunAsync(ctx => ctx.WithRetryAsync(name, (c, attempt) => BookAsync(c, attempt, failures: 0), Twice));

        run.Outcome.Status.Should().Be(isValid ? ContractStatus.Succeeded : ContractStatus.Failed);
        (run.Outcome.Error?.ErrorMessage ?? "1 to 237 characters").Should().Contain("1 to 237 characters");
    }

    private static async Task<string> BookAsync(DurableContext ctx, int attempt, int failures)
    {
        var flight = await ctx.StepAsync("flight", () => $"flight {attempt}");
        var hotel = await ctx.StepAsync("hotel", () => attempt <= failures ? throw new InvalidDataException($"no room in attempt {attempt}") : $"hotel {attempt}", Once);
        return $"{flight}, {hotel}";
    }
}

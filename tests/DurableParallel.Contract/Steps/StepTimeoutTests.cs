using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Steps;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StepTimeoutTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly StepConfig Twice = new()
    {
        Timeout = Limit,
        Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)).For<TimeoutException>(),
    };

    private readonly Gate _inBody = new();
    private readonly Gate _signalled = new();
    private readonly Gate _mayEnd = new();
    private readonly RecordingLogger _logger = new();

    [Test]
    public async Task Timeout_OfABodyThatHeedsItsToken_FailsTheAttemptAndTheStrategyIsAsked()
    {
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                if (step.Attempt == 1)
                {
                    _inBody.Open();
                    await Task.Delay(Timeout.InfiniteTimeSpan, step.CancellationToken);
                }

                return step.Attempt;
            },
            Twice));
        await _inBody.Opened.WaitAsync(HangGuard);

        Host.Clock.Advance(Limit);

        (await OutcomeOf(execution)).Value<int>().Should().Be(2);
        execution.Updates.Select(update => update.Action).Should().Equal(OperationAction.Start, OperationAction.Retry, OperationAction.Start, OperationAction.Succeed);
    }

    [Test]
    public async Task Timeout_OfABodyThatIgnoresItsToken_EndsTheAttemptAfterTheGrace()
    {
        var services = new ScopeRecorder();
        await OpenAsync(new ContractHostOptions { Services = services, Logger = _logger });
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                if (step.Attempt == 1)
                {
                    _ = step.Services;
                    await StayAsync(step);
                }

                return step.Attempt;
            },
            Twice));

        await PassAsync(Limit, StepConfig.DefaultTimeoutGrace);
        var outcome = await OutcomeOf(execution);
        var disposalsBefore = services.Scopes.Sum(scope => scope.Disposals);
        var updates = execution.Updates.Count;
        _mayEnd.Open();
        await UntilAsync(() => _logger.Warnings.Any(line => line.Contains("has ended after its attempt had ended without it", StringComparison.Ordinal)));

        outcome.Value<int>().Should().Be(2, "the second attempt has ended, whatever the first body comes to");
        disposalsBefore.Should().Be(0, "the body that goes on keeps its services");
        services.Scopes.Single().Disposals.Should().Be(1);
        execution.Updates.Should().HaveCount(updates, "nothing of a late body is recorded");
        _logger.Warnings.Should().ContainSingle(line => line.Contains("ends without its body", StringComparison.Ordinal));
    }

    [Test]
    public async Task Timeout_OfABodyThatBlocksItsThread_BlocksNeitherTheStepNorItsNeighbours()
    {
        using var unblock = new ManualResetEventSlim();
        var execution = await StartAsync(async ctx =>
        {
            var blocked = ctx.StepAsync(
                "blocks",
                step =>
                {
                    step.CancellationToken.Register(_signalled.Open);
                    _inBody.Open();
                    unblock.Wait();
                    return 1;
                },
                Twice with { Retry = RetryStrategy.None });
            var other = await ctx.StepAsync("other", () => 2);
            try
            {
                return await blocked;
            }
            catch (StepFailedException failed) when (failed.IsCausedBy<TimeoutException>())
            {
                return -other;
            }
        });

        await PassAsync(Limit, StepConfig.DefaultTimeoutGrace);
        var outcome = await OutcomeOf(execution);
        unblock.Set();

        outcome.Value<int>().Should().Be(-2);
    }

    [Test]
    public async Task Timeout_FollowedByAValueInTheGrace_TheValueCounts()
    {
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                _inBody.Open();
                await Gate.SignalOf(step.CancellationToken);
                return 7;
            },
            Twice with { Retry = RetryStrategy.None }));
        await _inBody.Opened.WaitAsync(HangGuard);

        await PassAsync(Limit);

        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
    }

    [Test]
    public async Task Timeout_FollowedByAnotherException_IsATimeoutCausedByIt()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return await ctx.StepAsync<string>(
                    "s",
                    async step =>
                    {
                        var signal = Gate.SignalOf(step.CancellationToken);
                        Host.Clock.Advance(Limit);
                        await signal;
                        throw new InvalidDataException("half a line");
                    },
                    Twice with { Retry = RetryStrategy.None });
            }
            catch (StepFailedException failed)
            {
                return $"{failed.Error.ErrorType} {failed.IsCausedBy<InvalidDataException>()} {failed.Error.ErrorMessage}";
            }
        });

        live.Should().StartWith("System.TimeoutException True Attempt 1 of step 's' did not end within its Timeout of 00:00:30.");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Timeout_OfAnAttemptThatBeginsAgainAfterACrash_BeginsAnewToo()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                _inBody.Open();
                await _mayEnd.Opened.WaitAsync(step.CancellationToken);
                return step.Attempt;
            },
            Twice with { Retry = RetryStrategy.None }));
        await _inBody.Opened.WaitAsync(HangGuard);
        Host.Clock.Advance(Limit - TimeSpan.FromSeconds(1));
        var secondLife = new Gate();
        await Host.CrashAsync();
        Redeploy(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                secondLife.Open();
                await _mayEnd.Opened.WaitAsync(step.CancellationToken);
                return step.Attempt;
            },
            Twice with { Retry = RetryStrategy.None }));
        await Host.RestartAsync();
        await secondLife.Opened.WaitAsync(HangGuard);

        Host.Clock.Advance(Limit - TimeSpan.FromSeconds(1));
        _mayEnd.Open();

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Heartbeat_WithinItsTime_KeepsTheAttemptAlive()
    {
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                for (var i = 0; i < 5; i++)
                {
                    Host.Clock.Advance(Limit - TimeSpan.FromSeconds(1));
                    step.Heartbeat();
                }

                await Task.Yield();
                step.CancellationToken.ThrowIfCancellationRequested();
                return step.Attempt;
            },
            new StepConfig { HeartbeatTimeout = Limit, Retry = RetryStrategy.None }));

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Heartbeat_ThatStaysAway_FailsTheAttemptAndTheNextOneHasTheDetails()
    {
        var seen = new ConcurrentQueue<string>();
        var run = await RunAsync(ctx => ctx.StepAsync(
            "s",
            async step =>
            {
                seen.Enqueue(step.TryGetHeartbeat<Progress>(out var progress) ? $"{step.Attempt}: {progress.File} {progress.Line}" : $"{step.Attempt}: none");
                if (step.Attempt == 1)
                {
                    step.Heartbeat(new Progress("a", 1));
                    step.Heartbeat(new Progress("b\n\"", 2));
                }

                if (step.Attempt < 3)
                {
                    var signal = Gate.SignalOf(step.CancellationToken);
                    Host.Clock.Advance(Limit);
                    await signal;
                    step.CancellationToken.ThrowIfCancellationRequested();
                }

                return step.Attempt;
            },
            new StepConfig { HeartbeatTimeout = Limit, Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(1)) }));

        run.Value.Should().Be(3);
        seen.Should().Equal("1: none", "2: b\n\" 2", "3: b\n\" 2");
    }

    [Test]
    public async Task Heartbeat_DetailsOfAFailedAttempt_SurviveACrash()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => ctx.StepAsync("s", CountAsync, new StepConfig { HeartbeatTimeout = Limit, Retry = RetryStrategy.Fixed(2, TimeSpan.FromHours(1)) }));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<int>().Should().Be(42);

        static Task<int> CountAsync(StepContext step)
        {
            if (step.TryGetHeartbeat<int>(out var done))
            {
                return Task.FromResult(done);
            }

            step.Heartbeat(42);
            throw new InvalidDataException("again");
        }
    }

    [Test]
    public async Task Heartbeat_OfAStepWithoutATimeForIt_IsRefusedAndNotRetried()
    {
        var attempts = 0;
        var run = await RunAsync(ctx => ctx.StepAsync("s", step =>
        {
            Interlocked.Increment(ref attempts);
            step.Heartbeat(1);
            return 1;
        }));

        run.Outcome.Error!.ErrorMessage.Should().StartWith("Step 's' was given a heartbeat, and its StepConfig has no HeartbeatTimeout.");
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Heartbeat_WithTooLargeDetails_IsRefusedWhereItIsCalled()
    {
        var value = await ValueAsync(ctx => ctx.StepAsync(
            "s",
            step =>
            {
                try
                {
                    step.Heartbeat(new string('x', 1023));
                    return "taken";
                }
                catch (DurableLimitException refused)
                {
                    return refused.Message;
                }
            },
            new StepConfig { HeartbeatTimeout = Limit }));

        value.Should().StartWith("The heartbeat of step 's' has 1025 bytes of UTF-8; at most 1024 are allowed.");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfAStepWhoseTimeIsOverOnce_TheOutcomeIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(BeatAsync, undisturbed)).Value.Should().Be("2: 41");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var run = await RunAsync(BeatAsync, FaultPlan.Create(fault, k));

            run.Value.Should().Be("2: 41", "after a fault at checkpoint {0}", k);
        }

        Task<string> BeatAsync(DurableContext ctx) => ctx.StepAsync(
            "s",
            async step =>
            {
                if (step.TryGetHeartbeat<int>(out var done))
                {
                    return $"{step.Attempt}: {done}";
                }

                step.Heartbeat(41);
                var signal = Gate.SignalOf(step.CancellationToken);
                Host.Clock.Advance(Limit);
                await signal;
                throw new OperationCanceledException(step.CancellationToken);
            },
            new StepConfig { HeartbeatTimeout = Limit, Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) });
    }

    /// <summary>Ignores the token, but for the test.</summary>
    private async Task StayAsync(StepContext step)
    {
        step.CancellationToken.Register(_signalled.Open);
        _inBody.Open();
        await _mayEnd.Opened;
    }

    /// <summary>Lets a time pass once the body runs, and further ones once its token is signalled.</summary>
    private async Task PassAsync(TimeSpan time, TimeSpan? grace = null)
    {
        await _inBody.Opened.WaitAsync(HangGuard);
        Host.Clock.Advance(time);
        if (grace is { } further)
        {
            await _signalled.Opened.WaitAsync(HangGuard);
            Host.Clock.Advance(further);
        }
    }

    private sealed record Progress(string File, int Line);
}

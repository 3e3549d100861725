using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Logging;

/// <summary>What is logged of attempts that fail: each once, in the life in which it ran.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class AttemptLineTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly ScopeLogger _logger = new();

    [SetUp]
    public Task OpenWithLoggerAsync() => OpenAsync(new ContractHostOptions { Logger = _logger });

    [Test]
    public async Task Step_ThatFailsForGood_LeavesALineForEachRetryAndOneForTheLast()
    {
        await LiveAndReplayedAsync(static async ctx =>
        {
            try
            {
                await ctx.RunInChildContextAsync("child", static child => child.StepAsync(
                    "deep",
                    static step => throw new InvalidDataException($"attempt {step.Attempt}"),
                    new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromMinutes(1)) }));
                return "succeeded";
            }
            catch (ChildContextFailedException failed)
            {
                return failed.Message;
            }
        });

        _logger.Lines.Should().OnlyContain(static line => line.Level == LogLevel.Warning && Equals(line["OperationPath"], "child/deep") && Equals(line["StepName"], "deep"));
        _logger.Lines.Select(static line => line.Text).Should().Equal(
            "Attempt 1 of step 'deep' failed with InvalidDataException; the next one follows in 60 s.",
            "Attempt 2 of step 'deep' failed with InvalidDataException; the next one follows in 60 s.",
            "Attempt 3 of step 'deep' at 'child/deep' failed with System.IO.InvalidDataException, and is not followed by another one: attempt 3");
    }

    [Test]
    public async Task Condition_ThatFailsForGood_LeavesALine([Values] bool throws)
    {
        await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return await ctx.WaitForConditionAsync<int>(
                    "until",
                    (state, _) => throws ? throw new InvalidDataException("no state") : Task.FromResult(state + 1),
                    new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => false, TimeSpan.FromMinutes(1), maxAttempts: 2) });
            }
            catch (WaitForConditionFailedException)
            {
                return -1;
            }
        });

        _logger.Lines.Should().ContainSingle().Which.Text.Should().StartWith(throws
            ? "Attempt 1 of condition 'until' failed with System.IO.InvalidDataException, and is not followed by another one: no state"
            : "Attempt 2 of condition 'until' failed with DurableParallel.WaitForConditionFailedException, and is not followed by another one: Condition 'until' did not hold");
    }

    [Test]
    public async Task Step_WhoseValueCannotBeWritten_LeavesALine()
    {
        await RunAsync(static ctx => ctx.StepAsync("s", static () => new string('x', 7 * 1024 * 1024)));

        _logger.Lines.Should().ContainSingle().Which.Text.Should().StartWith("Attempt 1 of step 's' failed with DurableParallel.DurableLimitException, and is not followed by another one: ");
    }

    [Test]
    public async Task Step_ThatSucceeds_LeavesNone()
    {
        await ValueAsync(static ctx => ctx.StepAsync("s", static () => 1));

        _logger.Lines.Should().BeEmpty();
    }
}

using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Logging;

/// <summary>Operations that a body calls, and neither awaits nor hands to a combinator before it ends.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LeftBehindTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const string Code = "[DP1030] docs/errors/DP1030.md";

    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task Operation_ThatHasNotEnded_IsAnErrorWithNameAndPathAndTheExecutionSucceeds()
    {
        var lines = await LinesOfAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("outer", async outer =>
            {
                await using var scope = outer.Parallel("scope");
                scope.Branch("right", right =>
                {
                    _ = right.WaitAsync("forgotten", TimeSpan.FromDays(1));
                    return Task.CompletedTask;
                });
                await scope.JoinAsync();
            });
        });

        lines.Should().ContainSingle().Which.Should().Match<(LogLevel Level, string Text)>(line =>
            line.Level == LogLevel.Error && line.Text.Contains("'forgotten'") && line.Text.Contains("outer/scope/right") && line.Text.EndsWith(Code));
    }

    [Test]
    public async Task Operation_ThatHasEnded_IsAWarningWithItsName()
    {
        var lines = await LinesOfAsync(async ctx =>
        {
            var forgotten = ctx.StepAsync("forgotten", static () => { });
            await ctx.StepAsync("awaited", static () => { });
            await UntilAsync(() => forgotten.IsCompleted);
        });

        lines.Should().ContainSingle().Which.Should().Match<(LogLevel Level, string Text)>(line =>
            line.Level == LogLevel.Warning && line.Text.Contains("'forgotten'") && !line.Text.Contains("'awaited'") && line.Text.EndsWith(Code));
    }

    [Test]
    public async Task Operation_ThatHasFailed_IsAWarningWithItsError()
    {
        var lines = await LinesOfAsync(async ctx =>
        {
            var forgotten = ctx.StepAsync("forgotten", static () => throw new InvalidDataException("nobody saw it"), Once);
            await ctx.StepAsync("awaited", static () => { });
            await UntilAsync(() => forgotten.IsCompleted);
        });

        lines.Should().ContainSingle().Which.Text.Should().Contain("nobody saw it");
    }

    [Test]
    public async Task Operations_ThatWereHandedOn_AreNoLine()
    {
        var lines = await LinesOfAsync(async ctx =>
        {
            var first = ctx.StepAsync("first", static () => 1);
            await ctx.WhenAllAsync(ctx.StepAsync("second", static () => 2), first);
            await ctx.WhenAnyAsync(ctx.WaitAsync("loser", TimeSpan.FromDays(1)), ctx.StepAsync("winner", static () => 3));
            await ctx.WhenAllSettledAsync(ctx.StepAsync("failed", static () => throw new InvalidDataException("broken"), Once));
            await Task.WhenAll(ctx.WaitAsync("third", TimeSpan.FromMinutes(1)), ctx.WaitAsync("fourth", TimeSpan.FromMinutes(2)));
            var late = ctx.StepAsync("late", static () => 4);
            await UntilAsync(() => late.IsCompleted);
            await late;
            await ctx.RunInChildContextAsync("returns its task", static child => child.StepAsync("returned", static () => { }));
            await using var scope = ctx.Parallel("scope", static c => c.Timeout(TimeSpan.FromHours(1)).MinSuccessful(1));
            scope.Branch("wins", static _ => Task.CompletedTask);
            scope.Branch("loses", static b => b.WaitAsync("released", TimeSpan.FromDays(1)));
            await scope.JoinAsync();
        });

        lines.Should().BeEmpty();
    }

    [Test]
    public async Task Body_ThatThrows_IsNoLine()
    {
        var lines = await LinesOfAsync(async ctx =>
        {
            try
            {
                await ctx.RunInChildContextAsync("child", static child =>
                {
                    _ = child.WaitAsync("left by the exception", TimeSpan.FromDays(1));
                    throw new InvalidDataException("broken");
                });
            }
            catch (ChildContextFailedException)
            {
                // The exception says enough.
            }
        });

        lines.Should().BeEmpty();
    }

    [Test]
    public async Task Operations_Many_AreOneLineWithTheFirstOfThem()
    {
        var lines = await LinesOfAsync(static ctx =>
        {
            for (var i = 0; i < 20; i++)
            {
                _ = ctx.WaitAsync($"wait-{i}", TimeSpan.FromDays(1));
            }

            return Task.CompletedTask;
        });

        lines.Should().ContainSingle().Which.Text.Should().Contain("'wait-0'").And.Contain("and 15 more").And.NotContain("'wait-5'");
    }

    private async Task<List<(LogLevel Level, string Text)>> LinesOfAsync(Func<DurableContext, Task> code)
    {
        var logger = new LevelLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });

        await ValueAsync(async ctx =>
        {
            await code(ctx);
            return 0;
        });

        return [.. logger.Lines.Where(static line => line.Text.Contains(Code, StringComparison.Ordinal))];
    }
}

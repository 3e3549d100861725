using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Histories;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EngineHistoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public async Task Verify_AHistoryOfTheEngine_FitsTheCodeThatMadeIt()
    {
        var path = Path.Combine(_folder.FullName, "history.json");
        var function = DurableFunction.Create<int, string>(OrderAsync);
        await using (var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = Path.Combine(_folder.FullName, "journal.db") }))
        {
            engine.Register("order", function);
            var execution = await engine.StartAsync("order", "order-1", 4);
            await execution.GetResultAsync<string>();
            await HistoryReplay.SaveAsync(execution, path);
        }

        HistoryReplay.Verify(path, function).HasEnded.Should().BeTrue();
        FluentActions.Invoking(() => HistoryReplay.Verify(path, DurableFunction.Create<int, string>(async (ctx, input) =>
        {
            await ctx.StepAsync("new", () => 0);
            return await OrderAsync(ctx, input);
        }))).Should().Throw<DurableTestException>().WithMessage("*the code now asks for the step 'new'*");
    }

    [Test]
    public async Task Verify_AnUnfinishedHistoryOfTheEngine_GetsAsFar()
    {
        var path = Path.Combine(_folder.FullName, "history.json");
        var function = DurableFunction.Create(async ctx =>
        {
            await ctx.StepAsync("before", () => 1);
            await ctx.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask);
        });
        await using (var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = Path.Combine(_folder.FullName, "journal.db") }))
        {
            engine.Register("order", function);
            var execution = await engine.StartAsync("order", "order-1", 0);
            while ((await execution.GetOpenCallbacksAsync()).Count == 0)
            {
                await Task.Yield();
            }

            await HistoryReplay.SaveAsync(execution, path);
        }

        HistoryReplay.Verify(path, function).HasEnded.Should().BeFalse();
    }

    private static async Task<string> OrderAsync(DurableContext ctx, int input)
    {
        await using var p = ctx.Parallel("all", c => c.MinSuccessful(3));
        p.Branch("steps", async b => await b.StepAsync("a", () => 1) + await b.StepAsync("b", () => 2));
        p.Branch("nested", async b =>
        {
            await using var inner = b.Parallel("inner");
            inner.Branch("x", i => i.StepAsync("s", () => new string('x', 200_000)));
            inner.Branch("y", i => i.RunInChildContextAsync("c", c => c.StepAsync("s", () => new string('y', 200_000))));
            return (await inner.JoinAsync()).SuccessCount;
        });
        p.Branch("fails", b => b.StepAsync("f", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
        p.Branch("waits", b => b.WaitAsync(TimeSpan.FromSeconds(1)));
        var result = await p.SettleAsync();
        return $"{input} {result.SuccessCount} {ctx.NewGuid()} {ctx.UtcNow:O}";
    }
}

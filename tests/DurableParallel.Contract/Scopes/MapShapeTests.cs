using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>The forms that the body of a map may have.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class MapShapeTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly string[] Items = ["a", "b", "c"];

    [Test]
    public async Task Map_BodyWithoutTheIndex_HasResults()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var plain = await ctx.MapAsync("plain", Items, (b, item) => b.StepAsync("s", () => $"{item}!"));
            var named = await ctx.MapAsync("named", Items, (b, item) => b.StepAsync("s", () => item.Length), new MapConfig<string> { ItemNamer = (item, i) => $"{item}{i}" });
            var limited = await ctx.MapAsync("limited", Items, async (b, item) => await b.StepAsync("s", () => item), new ParallelConfig { MaxConcurrency = 1 });
            return $"{string.Join(',', plain.GetResults())} {string.Join(',', named.All.Select(i => $"{i.Name}={i.Result}"))} {limited.SuccessCount}";
        });

        live.Should().Be("a!,b!,c! a0=1,b1=1,c2=1 3");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Map_BodyWithoutAResult_SaysWhatBecameOfEachItem()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var all = new MapConfig<string> { Completion = CompletionConfig.AllCompleted(), ItemNamer = (item, _) => item };
            ParallelResult withIndex = await ctx.MapAsync("with-index", Items, (b, item, index) => b.StepAsync("s", () => Work(item, index)), all);
            ParallelResult without = await ctx.MapAsync("without", Items, async (b, item) =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(1));
                await b.StepAsync("s", () => { });
            });
            ParallelResult limited = await ctx.MapAsync("limited", Items, (b, _) => b.WaitAsync(TimeSpan.FromSeconds(1)), new ParallelConfig { MaxConcurrency = 1 });
            return $"{string.Join(',', withIndex.Branches.Select(b => $"{b.Name}={b.Status}"))} {withIndex.IsSuccess} {without.SuccessCount} {without.Branches[2].Name} {limited.SuccessCount}";
        });

        live.Should().Be("a=Succeeded,b=Failed,c=Succeeded True 3 map-item-2 3");
        replayed.Should().Be(live);

        static void Work(string item, int index)
        {
            if (item == "b" && index == 1)
            {
                throw Misfit();
            }
        }
    }

    [Test]
    public async Task Map_BodyWithoutAResult_DoesNotThrowAndThrowIfErrorDoes()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var result = await ctx.MapAsync("fails", Items, (DurableContext _, string _) => Task.FromException(Misfit()));
            return $"{result.IsSuccess} {result.Invoking(r => r.ThrowIfError()).Should().Throw<BranchFailedException>().Which.Message}";
        });

        live.Should().StartWith("False misfit");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Map_BodyWithoutAResult_CrashAtEveryCheckpoint_ComesToTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(CodeAsync, undisturbed)).Value;
        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            (await RunAsync(CodeAsync, FaultPlan.Create(fault, k))).Value.Should().Be(expected);
        }

        static async Task<int> CodeAsync(DurableContext ctx) =>
            (await ctx.MapAsync("items", Items, (b, item) => b.StepAsync(item, () => { }))).SuccessCount;
    }

    [Test]
    public async Task Map_ThatLosesItsResults_IsDrift()
    {
        var outcome = await RedeployedAsync(
            async ctx => (await ctx.MapAsync("items", Items, (b, item) => b.StepAsync("s", () => item))).SuccessCount,
            async ctx => (await ctx.MapAsync("items", Items, (b, _) => b.StepAsync("s", () => { }))).SuccessCount);

        DriftOf(outcome).Should().Contain("items").And.Contain("without a result");
    }

    [Test]
    public async Task Map_BodyWithoutAResult_RefusesAResultSerializer()
    {
        var message = await ValueAsync(ctx => Task.FromResult(
            ctx.Invoking(c => c.MapAsync("items", Items, (b, _) => b.StepAsync("s", () => { }), new MapConfig<string> { ResultSerializer = DurableSerializer.Newtonsoft() }))
                .Should().Throw<ArgumentException>().Which.Message));

        message.Should().StartWith("The map has a ResultSerializer, and its body has no result.");
    }

    private static InvalidDataException Misfit() => new("misfit");
}

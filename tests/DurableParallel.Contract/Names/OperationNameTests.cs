using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Names;

/// <summary>A name is any text where the host is ours, and AWS's where it is AWS.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class OperationNameTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const string Unicode = "Prüfung 検証 🚀/№ 7";

    [Test]
    public async Task Names_OfAnyText_StandOnRecordThroughACrash()
    {
        if (Host.Traits.HasPlainNames)
        {
            Assert.Ignore("This host takes AWS's names only.");
        }

        Host.AutoAdvance = false;
        var execution = await StartAsync(AllNamedAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).RequireSuccess();
        execution.Operations.Select(static operation => operation.Name).Should().BeEquivalentTo(
            [Unicode, $"{Unicode} scope", $"{Unicode} branch", $"{Unicode} inside", $"{Unicode} wait", $"{Unicode} map", $"{Unicode} a"]);
    }

    [Test]
    public async Task Names_OfAnyText_AreRefusedWhereAwsRefusesThemAtTheCall()
    {
        if (!Host.Traits.HasPlainNames)
        {
            Assert.Ignore("This host takes any name.");
        }

        var run = await RunAsync(async ctx =>
        {
            List<string> refusals = [];
            foreach (var call in new Action[]
            {
                () => _ = ctx.StepAsync(Unicode, () => 1),
                () => _ = ctx.WaitAsync(Unicode, TimeSpan.FromSeconds(1)),
                () => ctx.Parallel(Unicode),
                () => _ = ctx.MapAsync("map", ["a"], static (_, item) => Task.FromResult(item), new MapConfig<string> { ItemNamer = static (_, _) => Unicode }),
            })
            {
                try
                {
                    call();
                    refusals.Add("none");
                }
                catch (ArgumentException refused)
                {
                    refusals.Add(refused.Message);
                }
            }

            await using var p = ctx.Parallel("scope");
            try
            {
                p.Branch(Unicode, static _ => Task.FromResult(1));
                refusals.Add("none");
            }
            catch (ArgumentException refused)
            {
                refusals.Add(refused.Message);
            }

            await p.JoinAsync();
            return string.Join('\n', refusals);
        });

        run.Outcome.RequireSuccess();
        run.Value.Should().NotContain("none").And.Contain("printable ASCII characters only, and character 3 of 'Prüfung 検証 🚀/№ 7' is U+00FC");
        run.Execution.Operations.Should().OnlyContain(static operation => operation.Name == "scope" || operation.Name == "map");
    }

    [TestCase("")]
    [TestCase("line\nbreak")]
    [TestCase("a\u2028b")]
    public async Task Names_ThatNoHostTakes_AreRefused(string name)
    {
        var run = await RunAsync(async ctx => await ctx.StepAsync(name, () => 1));

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be(typeof(ArgumentException).FullName);
        run.Execution.Operations.Should().BeEmpty();
    }

    private static async Task<string> AllNamedAsync(DurableContext ctx)
    {
        await ctx.StepAsync(Unicode, () => 1);
        await using var p = ctx.Parallel($"{Unicode} scope");
        p.Branch($"{Unicode} branch", static async b => await b.StepAsync($"{Unicode} inside", () => 2));
        await p.JoinAsync();
        await ctx.MapAsync(
            $"{Unicode} map",
            ["a"],
            static (_, item) => Task.FromResult(item),
            new MapConfig<string> { ItemNamer = static (item, _) => $"{Unicode} {item}" });
        await ctx.WaitAsync($"{Unicode} wait", TimeSpan.FromDays(1));
        return "done";
    }
}

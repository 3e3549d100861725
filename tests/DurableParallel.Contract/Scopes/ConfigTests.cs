using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ConfigTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly Action<ParallelConfigBuilder>[] BadValues =
    [
        c => c.MaxConcurrency(0),
        c => c.MinSuccessful(-2),
        c => c.ToleratedFailureCount(-1),
        c => c.ToleratedFailurePercentage(-0.1),
        c => c.ToleratedFailurePercentage(1.1),
        c => c.ToleratedFailurePercentage(double.NaN),
    ];

    private static readonly Func<ParallelConfigBuilder, ParallelConfigBuilder>[] BadCombinations =
    [
        c => c.MinSuccessful(-1).ToleratedFailureCount(1),
        c => c.ShouldComplete(_ => CompletionDecision.Continue).MinSuccessful(1),
        c => c.ShouldComplete(_ => CompletionDecision.Continue).ToleratedFailureCount(1),
    ];

    private static readonly Func<ParallelConfig>[] BadInitialisers =
    [
        () => new ParallelConfig { MaxConcurrency = 0 },
        () => new ParallelConfig { MinSuccessful = -2 },
        () => new ParallelConfig { ToleratedFailurePercentage = double.NaN },
        () => new ParallelConfig { MinSuccessful = -1, ToleratedFailureCount = 1 },
        () => new ParallelConfig { Completion = CompletionConfig.AllSuccessful(), MinSuccessful = 1 },
    ];

    [Test]
    public void Builder_BadValue_FailsAtTheSetter([Range(0, 5)] int index)
    {
        var builder = ParallelConfig.Builder();

        var act = () => BadValues[index](builder);

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Builder_RulesThatContradict_FailAtBuild([Range(0, 2)] int index)
    {
        var builder = BadCombinations[index](ParallelConfig.Builder());

        var act = () => builder.Build();

        act.Should().Throw<ArgumentException>();
    }

    [Test]
    public async Task Parallel_BadInitialiser_FailsBeforeAnythingIsWritten([Range(0, 4)] int index)
    {
        var run = await RunAsync(ctx =>
        {
            try
            {
                _ = ctx.Parallel("scope", BadInitialisers[index]());
                return Task.FromResult("accepted");
            }
            catch (ArgumentException)
            {
                return Task.FromResult("refused");
            }
        });

        run.Value.Should().Be("refused");
        run.Execution.Operations.Should().BeEmpty();
    }

    [TestCase(3, null, TestName = "{m}(minimum beyond the branches)")]
    [TestCase(2, 1, TestName = "{m}(minimum and tolerance beyond the branches)")]
    [TestCase(2, int.MaxValue, TestName = "{m}(a sum beyond 32 bits)")]
    public async Task Join_RulesThatTheBranchesCannotMeet_FailsBeforeAnythingIsWritten(int minimum, int? tolerated)
    {
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig { MinSuccessful = minimum, ToleratedFailureCount = tolerated });
            p.Branch("a", _ => Task.CompletedTask);
            p.Branch("b", _ => Task.CompletedTask);
            try
            {
                await p.JoinAsync();
                return "accepted";
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                return "refused";
            }
        });

        run.Value.Should().Be("refused");
        run.Execution.Operations.Should().BeEmpty();
    }

    [TestCase("")]
    [TestCase("tab\t")]
    [TestCase("two\nlines")]
    public async Task Branch_NameThatTheWireCannotCarry_IsRefused(string name)
    {
        var seen = await ValueAsync(ctx =>
        {
            var p = ctx.Parallel();
            try
            {
                p.Branch(name, _ => Task.CompletedTask);
                return Task.FromResult("accepted");
            }
            catch (ArgumentException)
            {
                return Task.FromResult("refused");
            }
        });

        seen.Should().Be("refused");
    }

    [Test]
    public async Task Branch_WithoutANameOrWithADuplicate_IsToldByItsIndex()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(1));
            var unnamed = p.Branch(null, _ => Task.FromResult(1));
            var twin0 = p.Branch("twin", _ => Task.FromResult(2));
            var twin1 = p.Branch("twin", _ => Task.FromResult(3));
            await p.JoinAsync();
            return $"{unnamed.Name}{unnamed.Index}{unnamed.Result} {twin0.Index}{twin0.Result} {twin1.Index}{twin1.Result}";
        });

        run.Value.Should().Be("parallel-branch-001 12 23");
        run.OperationsOf(OperationType.Context).Select(o => o.Name).Should().Equal(null, "parallel-branch-0", "twin", "twin");
    }
}

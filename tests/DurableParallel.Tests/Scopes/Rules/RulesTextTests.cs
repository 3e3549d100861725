using DurableParallel.Records;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Rules;

[TestFixture]
internal sealed class RulesTextTests
{
    [Test]
    [Pairwise]
    public void Rules_Written_AreReadAsTheyWere(
        [Values(null, 1, int.MaxValue)] int? concurrency,
        [Values(null, -1, 0, 7)] int? minimum,
        [Values(null, 0, 3)] int? failures,
        [Values(null, 0.0, 1e-5, 0.1, 1.0 / 3, 1.0)] double? share,
        [Values] RunningBranches running,
        [Values] NestingType nesting,
        [Values] BranchStart start,
        [Values(null, 1, 1500)] int? timeout)
    {
        var config = new ParallelConfig
        {
            MaxConcurrency = concurrency,
            MinSuccessful = minimum,
            ToleratedFailureCount = failures,
            ToleratedFailurePercentage = share,
            RunningBranches = running,
            Nesting = nesting,
            Start = start,
            Timeout = timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        };

        RulesText.Read(RulesText.OptionsOf(config, branches: 1)).Should().Be(ScopeRules.Of(config));
    }

    [Test]
    public void Rules_OneValueForAll_IsWhatIsWritten()
    {
        var config = new ParallelConfig { Completion = new CompletionConfig { MinSuccessful = 2, ToleratedFailurePercentage = 0.5 } };

        RulesText.OptionsOf(config, 0).Text.Should().Be("m2p0.5");
        ScopeRules.Of(config).Should().Be(new ScopeRules { MinSuccessful = 2, ToleratedFailurePercentage = 0.5 });
    }

    [Test]
    public void Rules_OfTheUser_AreSaidToBeThere() =>
        RulesText.Read(RulesText.OptionsOf(new ParallelConfig { ShouldComplete = static _ => CompletionDecision.Continue }, 0))!.HasShouldComplete.Should().BeTrue();

    [Test]
    public void Rules_ThatAreTheDefaultOnes_TakeNothing()
    {
        RulesText.OptionsOf(config: null, 9).Should().BeSameAs(ScopeOptions.Default);
        RulesText.OptionsOf(new ParallelConfig(), 9).Should().BeSameAs(ScopeOptions.Default);
        RulesText.Read(ScopeOptions.Default).Should().Be(new ScopeRules());
    }

    [TestCase(2, 2, "c2")]
    [TestCase(2, 3, "c2n3")]
    [TestCase(2, 0, "c2")]
    public void Branches_MoreThanRunAtOnce_AreCounted(int concurrency, int branches, string expected) =>
        RulesText.OptionsOf(new ParallelConfig { MaxConcurrency = concurrency }, branches).Text.Should().Be(expected);

    [Test]
    public void Timeout_WithAPartOfAMillisecond_IsRoundedUp() =>
        RulesText.Read(RulesText.OptionsOf(new ParallelConfig { Timeout = TimeSpan.FromTicks(1) }, 0))!.Timeout.Should().Be(TimeSpan.FromMilliseconds(1));

    [TestCase("c")]
    [TestCase("c0")]
    [TestCase("c-1")]
    [TestCase("c2147483648")]
    [TestCase("c99999999999999999999")]
    [TestCase("c 1")]
    [TestCase("c1.5")]
    [TestCase("n0")]
    [TestCase("m-2")]
    [TestCase("f-1")]
    [TestCase("p1.1")]
    [TestCase("p-0.1")]
    [TestCase("pNaN")]
    [TestCase("p∞")]
    [TestCase("t0")]
    [TestCase("t9999999999999")]
    [TestCase("s1")]
    [TestCase("c1c1")]
    [TestCase("m1c1")]
    [TestCase("c1x")]
    [TestCase("7")]
    [TestCase("{}")]
    [TestCase("\0")]
    public void Text_OfNoRules_SaysNothing(string text) => RulesText.Read(ScopeOptions.Of(text)).Should().BeNull();

    [Test]
    public void Text_ThatIsLong_SaysNothing() => RulesText.Read(ScopeOptions.Of("c" + new string('0', 1_000_000) + "1")).Should().BeNull();

    [Test]
    public void Text_DrawnAtRandom_IsReadOrNot()
    {
        const string Characters = "cnmfptsdlr0123456789.-E+ x\u0000";
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>(Characters, random.Next(0, 12)));

            FluentActions.Invoking(() => RulesText.Read(ScopeOptions.Of(text))).Should().NotThrow(text);
        }
    }

    [Test]
    public void Changed_RecordedOthers_IsSaid()
    {
        var config = new ParallelConfig { MaxConcurrency = 2 };
        var recorded = new OperationRecord { Type = OperationType.Context, Status = OperationStatus.Started, Options = ScopeOptions.Of("c2n5") };

        RulesText.ChangedSince(recorded, config, 5).Should().BeNull();
        RulesText.ChangedSince(recorded, config with { MaxConcurrency = 3 }, 5)!.Text.Should().Be("c3n5");
        RulesText.ChangedSince(recorded, config: null, 5).Should().Be(ScopeOptions.Default);
        RulesText.ChangedSince(recorded with { Options = null }, config: null, 5).Should().BeNull("earlier versions read on what an earlier version began");
    }
}

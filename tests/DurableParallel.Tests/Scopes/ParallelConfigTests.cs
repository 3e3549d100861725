namespace DurableParallel.Tests;

public sealed class ParallelConfigTests
{
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MinValue)]
    public void MaxConcurrency_BelowOne_IsRefused(int value) => Refused(() => new ParallelConfig { MaxConcurrency = value }, "MaxConcurrency", "at least 1", value);

    [TestCase(-2)]
    [TestCase(int.MinValue)]
    public void MinSuccessful_BelowMinusOne_IsRefused(int value)
    {
        Refused(() => new ParallelConfig { MinSuccessful = value }, "MinSuccessful", "at least -1", value);
        Refused(() => new CompletionConfig { MinSuccessful = value }, "MinSuccessful", "at least -1", value);
    }

    [TestCase(-1)]
    public void ToleratedFailureCount_Negative_IsRefused(int value)
    {
        Refused(() => new ParallelConfig { ToleratedFailureCount = value }, "ToleratedFailureCount", "at least 0", value);
        Refused(() => new CompletionConfig { ToleratedFailureCount = value }, "ToleratedFailureCount", "at least 0", value);
    }

    [TestCase(-0.01)]
    [TestCase(1.01)]
    [TestCase(25.0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void ToleratedFailurePercentage_OutsideOfZeroToOne_IsRefused(double value)
    {
        Refused(() => new ParallelConfig { ToleratedFailurePercentage = value }, "ToleratedFailurePercentage", "from 0.0 to 1.0", value);
        Refused(() => new CompletionConfig { ToleratedFailurePercentage = value }, "ToleratedFailurePercentage", "from 0.0 to 1.0", value);
        Refused(() => ParallelConfig.Builder().ToleratedFailurePercentage(value), "ToleratedFailurePercentage", "from 0.0 to 1.0", value);
    }

    [Test]
    public void RunningBranches_NoMember_IsRefused() =>
        Refused(() => new ParallelConfig { RunningBranches = (RunningBranches)7 }, "RunningBranches", "Finish or Drain", 7);

    [Test]
    public void Start_NoMember_IsRefused() =>
        Refused(() => new ParallelConfig { Start = (BranchStart)7 }, "Start", "AtJoin or AtRegistration", 7);

    [Test]
    public void Start_AtRegistration_IsSetByEitherCallAndNotTogetherWithFlatBranches()
    {
        ParallelConfig.Builder().Build().Start.Should().Be(BranchStart.AtJoin);
        ParallelConfig.Builder().StartAtOnce().Build().Start.Should().Be(BranchStart.AtRegistration);
        ParallelConfig.Builder().StartAtOnce().Start(BranchStart.AtJoin).Build().Start.Should().Be(BranchStart.AtJoin);
        ParallelConfig.Builder().StartAtOnce().Nesting(NestingType.Flat).Invoking(static b => b.Build())
            .Should().Throw<ArgumentException>().WithMessage("Start AtRegistration and Nesting Flat exclude each other*");
    }

    [Test]
    public void Setters_OfTheBuilder_RefuseAtOnce()
    {
        Refused(() => ParallelConfig.Builder().MaxConcurrency(0), "MaxConcurrency", "at least 1", 0);
        Refused(() => ParallelConfig.Builder().MinSuccessful(-2), "MinSuccessful", "at least -1", -2);
        Refused(() => ParallelConfig.Builder().ToleratedFailureCount(-1), "ToleratedFailureCount", "at least 0", -1);
    }

    [Test]
    public void Setters_ValuesAtTheEdges_AreTaken()
    {
        var config = new ParallelConfig { MaxConcurrency = 1, MinSuccessful = -1, ToleratedFailureCount = 0, ToleratedFailurePercentage = 0.0, RunningBranches = RunningBranches.Drain };

        config.Should().BeEquivalentTo(new { MaxConcurrency = 1, MinSuccessful = -1, ToleratedFailureCount = 0, ToleratedFailurePercentage = 0.0, RunningBranches = RunningBranches.Drain });
        config.Invoking(c => c.Validate()).Should().NotThrow();
        new ParallelConfig { ToleratedFailurePercentage = 1.0 }.ToleratedFailurePercentage.Should().Be(1.0);
    }

    [Test]
    public void Default_Nothing_IsSet()
    {
        var config = ParallelConfig.Builder().Build();

        config.Should().Be(new ParallelConfig());
        config.Should().BeEquivalentTo(new
        {
            MaxConcurrency = (int?)null,
            MinSuccessful = (int?)null,
            ToleratedFailureCount = (int?)null,
            ToleratedFailurePercentage = (double?)null,
            Completion = (CompletionConfig?)null,
            RunningBranches = RunningBranches.Finish,
        });
    }

    [Test]
    public void Build_LaterCalls_DoNotChangeWhatWasBuilt()
    {
        var builder = ParallelConfig.Builder().MaxConcurrency(2);
        var built = builder.Build();

        builder.MaxConcurrency(3);

        built.MaxConcurrency.Should().Be(2);
        builder.Build().MaxConcurrency.Should().Be(3);
    }

    [Test]
    public void Build_EveryMember_Arrives()
    {
        var serializer = DurableSerializer.Newtonsoft();
        Func<BranchTally, CompletionDecision> rule = _ => CompletionDecision.Continue;

        ParallelConfig.Builder().MaxConcurrency(4).MinSuccessful(2).ToleratedFailureCount(1).ToleratedFailurePercentage(0.5)
            .RunningBranches(RunningBranches.Drain).ItemSerializer(serializer).Build()
            .Should().Be(new ParallelConfig
            {
                MaxConcurrency = 4,
                MinSuccessful = 2,
                ToleratedFailureCount = 1,
                ToleratedFailurePercentage = 0.5,
                RunningBranches = RunningBranches.Drain,
                ItemSerializer = serializer,
            });
        ParallelConfig.Builder().ShouldComplete(rule).Build().ShouldComplete.Should().BeSameAs(rule);
        ParallelConfig.Builder().AllSuccessful().Build().Completion.Should().Be(CompletionConfig.AllSuccessful());
        ParallelConfig.Builder().FirstSuccessful().Build().Completion.Should().Be(CompletionConfig.FirstSuccessful());
        ParallelConfig.Builder().AllCompleted().Build().Completion.Should().Be(CompletionConfig.AllCompleted());
        ParallelConfig.Builder().Completion(CompletionConfig.AllCompleted()).Build().Completion.Should().Be(CompletionConfig.AllCompleted());
    }

    [TestCaseSource(nameof(Excluded))]
    public void Rules_ThatExcludeEachOther_AreRefusedByBuildAndByValidate(ParallelConfigBuilder builder, ParallelConfig config, string one, string other)
    {
        builder.Invoking(b => b.Build()).Should().Throw<ArgumentException>().WithMessage($"*{one}*{other}*exclude each other*");
        config.Invoking(c => c.Validate()).Should().Throw<ArgumentException>().WithMessage($"*{one}*{other}*exclude each other*");
    }

    [Test]
    public void Rules_AllOfThemWithATolerance_IsRefusedOnlyAboveZero()
    {
        ParallelConfig.Builder().MinSuccessful(-1).ToleratedFailureCount(0).ToleratedFailurePercentage(0).Build().MinSuccessful.Should().Be(-1);
        ParallelConfig.Builder().MinSuccessful(0).ToleratedFailureCount(3).Build().MinSuccessful.Should().Be(0);
        ParallelConfig.Builder().MinSuccessful(5).ToleratedFailureCount(int.MaxValue).Build().MinSuccessful.Should().Be(5);
    }

    private static IEnumerable<TestCaseData> Excluded()
    {
        static CompletionDecision Rule(BranchTally tally) => CompletionDecision.Continue;
        var all = CompletionConfig.AllCompleted();
        yield return Case(b => b.AllCompleted().MinSuccessful(1), new() { Completion = all, MinSuccessful = 1 }, "Completion", "MinSuccessful");
        yield return Case(b => b.AllCompleted().ToleratedFailureCount(1), new() { Completion = all, ToleratedFailureCount = 1 }, "Completion", "ToleratedFailureCount");
        yield return Case(b => b.AllCompleted().ToleratedFailurePercentage(1), new() { Completion = all, ToleratedFailurePercentage = 1 }, "Completion", "ToleratedFailurePercentage");
        yield return Case(b => b.ShouldComplete(Rule).MinSuccessful(1), new() { ShouldComplete = Rule, MinSuccessful = 1 }, "ShouldComplete", "MinSuccessful");
        yield return Case(b => b.ShouldComplete(Rule).ToleratedFailureCount(0), new() { ShouldComplete = Rule, ToleratedFailureCount = 0 }, "ShouldComplete", "ToleratedFailureCount");
        yield return Case(b => b.ShouldComplete(Rule).ToleratedFailurePercentage(0), new() { ShouldComplete = Rule, ToleratedFailurePercentage = 0 }, "ShouldComplete", "ToleratedFailurePercentage");
        yield return Case(b => b.ShouldComplete(Rule).AllCompleted(), new() { ShouldComplete = Rule, Completion = all }, "ShouldComplete", "Completion");
        yield return Case(b => b.MinSuccessful(-1).ToleratedFailureCount(1), new() { MinSuccessful = -1, ToleratedFailureCount = 1 }, "MinSuccessful -1", "ToleratedFailureCount");
        yield return Case(b => b.MinSuccessful(-1).ToleratedFailurePercentage(0.1), new() { MinSuccessful = -1, ToleratedFailurePercentage = 0.1 }, "MinSuccessful -1", "ToleratedFailurePercentage");
        var both = new CompletionConfig { MinSuccessful = -1, ToleratedFailureCount = 1 };
        yield return Case(b => b.Completion(both), new() { Completion = both }, "MinSuccessful -1", "ToleratedFailureCount");

        static TestCaseData Case(Func<ParallelConfigBuilder, ParallelConfigBuilder> build, ParallelConfig config, string one, string other) =>
            new TestCaseData(build(ParallelConfig.Builder()), config, one, other).SetArgDisplayNames(one, other);
    }

    private static void Refused(Func<object> set, string name, string range, object value) =>
        set.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name).WithMessage($"*{name} must be {range}*found {value}*");

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(31_622_401)]
    public void Timeout_OutOfRange_ThrowsNamingTheRange(int seconds)
    {
        var set = () => ParallelConfig.Builder().Timeout(TimeSpan.FromSeconds(seconds));

        set.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*Timeout*366 days*");
    }

    [Test]
    public void Nesting_NoMemberOfTheEnum_Throws()
    {
        var ofScope = () => new ParallelConfig { Nesting = (NestingType)7 };
        var ofChild = () => new ChildContextConfig { Nesting = (NestingType)7 };

        ofScope.Should().Throw<ArgumentOutOfRangeException>();
        ofChild.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Timeout_AtTheEdges_IsTaken()
    {
        new ParallelConfig { Timeout = TimeSpan.FromTicks(1) }.Timeout.Should().Be(TimeSpan.FromTicks(1));
        new ParallelConfig { Timeout = TimeSpan.FromSeconds(31_622_400) }.Timeout.Should().Be(TimeSpan.FromDays(366));
        new ParallelConfig { Timeout = null }.Timeout.Should().BeNull();
    }

    [Test]
    public void Nesting_AMember_IsTaken([Values] NestingType nesting) => new ParallelConfig { Nesting = nesting }.Nesting.Should().Be(nesting);

    [Test]
    public void Nesting_NoMember_IsRefusedWithTheMembers() => Refused(() => new ParallelConfig { Nesting = (NestingType)7 }, "Nesting", "Nested or Flat", 7);

    [Test]
    public void Validate_RulesThatExcludeEachOther_SaysWhy()
    {
        static CompletionDecision Rule(BranchTally tally) => CompletionDecision.Continue;

        Says(new() { Completion = CompletionConfig.AllCompleted(), MinSuccessful = 1 }, "Completion and MinSuccessful exclude each other: it replaces the single rules. Remove one of the two.");
        Says(new() { ShouldComplete = Rule, MinSuccessful = 1 }, "ShouldComplete and MinSuccessful exclude each other: it replaces the other rules. Remove one of the two.");
        Says(
            new() { Completion = new CompletionConfig { MinSuccessful = -1, ToleratedFailureCount = 1 } },
            "MinSuccessful -1 (all) and a ToleratedFailureCount above 0 exclude each other: a tolerated failure would miss the minimum. Remove one of the two.");
        Says(
            new() { Completion = new CompletionConfig { MinSuccessful = -1, ToleratedFailurePercentage = 0.1 } },
            "MinSuccessful -1 (all) and a ToleratedFailurePercentage above 0 exclude each other: a tolerated failure would miss the minimum. Remove one of the two.");

        static void Says(ParallelConfig config, string message) => config.Invoking(static c => c.Validate()).Should().Throw<ArgumentException>().WithMessage(message);
    }
}

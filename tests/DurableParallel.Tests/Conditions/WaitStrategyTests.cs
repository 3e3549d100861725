namespace DurableParallel.Tests.Conditions;

public sealed class WaitStrategyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public void Fixed_UntilItHolds_HasTheSameDelay()
    {
        var strategy = WaitStrategy<int>.Fixed(static state => state >= 3, TimeSpan.FromSeconds(4));

        Enumerable.Range(1, 3).Select(attempt => Decide(strategy, attempt, attempt)).Should().Equal(After(4), After(4), WaitDecision.Stop);
    }

    [Test]
    public void Fixed_NoMaximum_NeverGivesUp() => Decide(WaitStrategy<int>.Fixed(Never, Second), 0, int.MaxValue).Should().Be(After(1));

    [Test]
    public void MaxAttempts_OfEveryForm_CountsTheFirstCheckAndIsAskedAfterTheState()
    {
        WaitStrategy<int>[] forms =
        [
            WaitStrategy<int>.Fixed(Is9, Second, maxAttempts: 2),
            WaitStrategy<int>.Linear(Is9, Second, Second, maxAttempts: 2),
            WaitStrategy<int>.Exponential(Is9, Second, jitter: Jitter.None, maxAttempts: 2),
        ];
        foreach (var strategy in forms)
        {
            Decide(strategy, 0, 1).Should().Be(After(1));
            Decide(strategy, 0, 2).Should().BeNull("no check is left");
            Decide(strategy, 0, 3).Should().BeNull();
            Decide(strategy, 9, 2).Should().Be(WaitDecision.Stop, "the last check may find that it holds");
        }

        static bool Is9(int state) => state == 9;
    }

    [Test]
    public void Exponential_NoJitter_MultipliesUpToTheLongest()
    {
        var strategy = WaitStrategy<int>.Exponential(Never, TimeSpan.FromSeconds(2), rate: 3, maxDelay: TimeSpan.FromSeconds(30), Jitter.None);

        Enumerable.Range(1, 5).Select(attempt => Decide(strategy, 0, attempt)).Should().Equal(After(2), After(6), After(18), After(30), After(30));
        Decide(WaitStrategy<int>.Exponential(Never, Second, rate: 10, jitter: Jitter.None), 0, 2_000_000_000).Should().Be(After(31_622_400));
        Decide(WaitStrategy<int>.Exponential(Never, TimeSpan.Zero), 0, 2_000_000_000).Should().Be(After(0));
    }

    [Test]
    public void Exponential_JitterNotSaid_IsFullAsThatOfRetries()
    {
        var waits = WaitStrategy<int>.Exponential(Never, TimeSpan.FromSeconds(4));
        var retries = RetryStrategy.Exponential(100, TimeSpan.FromSeconds(4));

        var delays = Enumerable.Range(1, 20).Select(attempt => waits.Decide(0, attempt, new Random(attempt))!.Value.Delay);

        delays.Should().Equal(Enumerable.Range(1, 20).Select(attempt => retries.Decide(new IOException(), attempt, new Random(attempt)).Delay));
    }

    [TestCase(Jitter.Full, 0)]
    [TestCase(Jitter.Half, 4)]
    public void Exponential_Jitter_LeavesThatMuchToChance(Jitter jitter, int least)
    {
        var strategy = WaitStrategy<int>.Exponential(Never, TimeSpan.FromSeconds(4), jitter: jitter);
        var chance = new Random(3);

        var seconds = Enumerable.Range(0, 2000).Select(_ => strategy.Decide(0, 2, chance)!.Value.Delay.TotalSeconds).ToList();

        seconds.Should().OnlyContain(delay => delay >= least && delay <= 8);
        seconds.Min().Should().BeLessThan(least + 0.5);
        seconds.Max().Should().BeGreaterThan(7.5);
    }

    [Test]
    public void Linear_Increment_AddsUp()
    {
        var strategy = WaitStrategy<int>.Linear(Never, Second, TimeSpan.FromSeconds(2));

        Enumerable.Range(1, 4).Select(attempt => Decide(strategy, 0, attempt)).Should().Equal(After(1), After(3), After(5), After(7));
        Decide(WaitStrategy<int>.Linear(Never, TimeSpan.FromDays(366), TimeSpan.FromDays(366)), 0, 1_000_000).Should().Be(After(31_622_400));
    }

    [Test]
    public void Custom_Rule_IsGivenStateAndNumber()
    {
        var strategy = WaitStrategy<string>.Custom(static (state, attempt) => state == "done" ? WaitDecision.Stop : WaitDecision.After(TimeSpan.FromSeconds(attempt)));

        strategy.Decide("open", 7, new Random(0)).Should().Be(After(7));
        strategy.Decide("done", 7, new Random(0)).Should().Be(WaitDecision.Stop);
    }

    [TestCase(-1L)]
    [TestCase(long.MaxValue)]
    public void Custom_DelayOutOfRange_IsRefused(long ticks) =>
        FluentActions.Invoking(() => Decide(WaitStrategy<int>.Custom((_, _) => WaitDecision.After(TimeSpan.FromTicks(ticks))), 0, 1))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*31622400*");

    [Test]
    public void Factories_BadArguments_AreRefusedWithTheRange()
    {
        Refused(() => WaitStrategy<int>.Fixed(Never, -Second), "delay", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Fixed(Never, TimeSpan.MaxValue), "delay", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Fixed(Never, Second, 0), "maxAttempts", "at least 1");
        Refused(() => WaitStrategy<int>.Linear(Never, -Second, Second), "initialDelay", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Linear(Never, Second, -Second), "increment", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Linear(Never, Second, Second, maxAttempts: -1), "maxAttempts", "at least 1");
        Refused(() => WaitStrategy<int>.Linear(Never, Second, Second, jitter: (Jitter)9), "jitter", "None, Half or Full");
        Refused(() => WaitStrategy<int>.Exponential(Never, -Second), "initialDelay", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Exponential(Never, Second, rate: 0.9), "rate", "at least 1");
        Refused(() => WaitStrategy<int>.Exponential(Never, Second, rate: double.NaN), "rate", "at least 1");
        Refused(() => WaitStrategy<int>.Exponential(Never, Second, maxDelay: -Second), "maxDelay", "0 to 31622400");
        Refused(() => WaitStrategy<int>.Exponential(Never, Second, maxAttempts: 0), "maxAttempts", "at least 1");
        Refused(() => WaitStrategy<int>.Exponential(Never, Second, jitter: (Jitter)9), "jitter", "None, Half or Full");
    }

    [Test]
    public void Factories_NoPredicateOrRule_AreRefused()
    {
        FluentActions.Invoking(() => WaitStrategy<int>.Fixed(null!, Second)).Should().Throw<ArgumentNullException>().WithParameterName("until");
        FluentActions.Invoking(() => WaitStrategy<int>.Linear(null!, Second, Second)).Should().Throw<ArgumentNullException>().WithParameterName("until");
        FluentActions.Invoking(() => WaitStrategy<int>.Exponential(null!, Second)).Should().Throw<ArgumentNullException>().WithParameterName("until");
        FluentActions.Invoking(() => WaitStrategy<int>.Custom(null!)).Should().Throw<ArgumentNullException>().WithParameterName("decide");
    }

    private static bool Never(int state) => false;

    private static void Refused(Func<WaitStrategy<int>> create, string parameter, string range) =>
        create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter).WithMessage($"*{range}*");

    private static WaitDecision? Decide(WaitStrategy<int> strategy, int state, int attempt) => strategy.Decide(state, attempt, new Random(0));

    private static WaitDecision After(double seconds) => WaitDecision.After(TimeSpan.FromSeconds(seconds));
}

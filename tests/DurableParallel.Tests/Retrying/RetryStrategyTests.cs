namespace DurableParallel.Tests.Retrying;

public sealed class RetryStrategyTests
{
    private static readonly Exception Error = new TimeoutException("late");

    [Test]
    public void None_FirstFailure_IsFinal() => Decide(RetryStrategy.None, 1).Should().Be(RetryDecision.Stop);

    [Test]
    public void Default_SixAttempts_FiveSecondsDoubledUpToAMinuteWithFullJitter()
    {
        var chance = new Random(1);
        double[] bounds = [5, 10, 20, 40, 60];
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var delays = Enumerable.Range(0, 2000).Select(_ => RetryStrategy.Default.Decide(Error, attempt, chance)).ToList();

            delays.Should().OnlyContain(decision => decision.Retry);
            var seconds = delays.Select(decision => decision.Delay.TotalSeconds).ToList();
            seconds.Should().OnlyContain(delay => delay >= 0 && delay <= bounds[attempt - 1]);
            seconds.Min().Should().BeLessThan(bounds[attempt - 1] * 0.05);
            seconds.Max().Should().BeGreaterThan(bounds[attempt - 1] * 0.95);
        }

        Decide(RetryStrategy.Default, 6).Should().Be(RetryDecision.Stop);
    }

    [Test]
    public void Exponential_HalfJitter_IsFromHalfToAll()
    {
        var strategy = RetryStrategy.Exponential(3, TimeSpan.FromSeconds(10), jitter: Jitter.Half);
        var chance = new Random(2);

        var seconds = Enumerable.Range(0, 2000).Select(_ => strategy.Decide(Error, 2, chance).Delay.TotalSeconds).ToList();

        seconds.Should().OnlyContain(delay => delay >= 10 && delay <= 20);
        seconds.Min().Should().BeLessThan(10.5);
        seconds.Max().Should().BeGreaterThan(19.5);
    }

    [Test]
    public void Exponential_NoJitter_MultipliesUpToTheLongest()
    {
        var strategy = RetryStrategy.Exponential(6, TimeSpan.FromSeconds(2), rate: 3, maxDelay: TimeSpan.FromSeconds(30), jitter: Jitter.None);

        Enumerable.Range(1, 6).Select(attempt => Decide(strategy, attempt)).Should().Equal(After(2), After(6), After(18), After(30), After(30), RetryDecision.Stop);
    }

    [Test]
    public void Exponential_ManyAttempts_NeverLeavesTheRangeOfDelays()
    {
        var strategy = RetryStrategy.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), rate: 10, jitter: Jitter.None);

        Decide(strategy, 2_000_000_000).Should().Be(After(31_622_400));
        Decide(RetryStrategy.Exponential(int.MaxValue, TimeSpan.Zero, rate: 10, jitter: Jitter.None), 2_000_000_000).Should().Be(After(0));
    }

    [Test]
    public void Linear_Increment_AddsUp()
    {
        var strategy = RetryStrategy.Linear(5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        Enumerable.Range(1, 5).Select(attempt => Decide(strategy, attempt)).Should().Equal(After(1), After(3), After(5), After(7), RetryDecision.Stop);
        Decide(RetryStrategy.Linear(int.MaxValue, TimeSpan.FromDays(366), TimeSpan.FromDays(366)), 1_000_000).Should().Be(After(31_622_400));
    }

    [Test]
    public void Fixed_Delay_IsTheSame() =>
        Enumerable.Range(1, 3).Select(attempt => Decide(RetryStrategy.Fixed(3, TimeSpan.FromSeconds(4)), attempt)).Should().Equal(After(4), After(4), RetryDecision.Stop);

    [Test]
    public void Custom_Rule_IsGivenErrorAndAttempt()
    {
        var strategy = RetryStrategy.Custom((error, attempt) => error == Error && attempt == 2 ? RetryDecision.After(TimeSpan.FromSeconds(9)) : RetryDecision.Stop);

        Decide(strategy, 1).Should().Be(RetryDecision.Stop);
        Decide(strategy, 2).Should().Be(After(9));
    }

    [TestCase(-1L)]
    [TestCase(long.MaxValue)]
    public void Custom_DelayOutOfRange_IsRefused(long ticks) =>
        FluentActions.Invoking(() => Decide(RetryStrategy.Custom((_, _) => RetryDecision.After(TimeSpan.FromTicks(ticks))), 1)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*31622400*");

    [Test]
    public void For_Types_RetriesTheseAndDerivedOnesOnly()
    {
        var strategy = RetryStrategy.Fixed(3, TimeSpan.Zero).For<IOException>().For<TimeoutException>();

        Retries(strategy, new IOException()).Should().BeTrue();
        Retries(strategy, new FileNotFoundException()).Should().BeTrue("it derives from IOException");
        Retries(strategy, new TimeoutException()).Should().BeTrue();
        Retries(strategy, new InvalidOperationException()).Should().BeFalse();
    }

    [Test]
    public void For_FailedOperation_LooksAtItsCause()
    {
        var strategy = RetryStrategy.Fixed(3, TimeSpan.Zero).For<IOException>();

        Retries(strategy, new StepFailedException(new DurableError("System.IO.IOException", "m"))).Should().BeTrue();
        Retries(strategy, new StepFailedException(new DurableError("System.TimeoutException", "m"))).Should().BeFalse();
    }

    [Test]
    public void When_Predicates_MustAllAccept()
    {
        var strategy = RetryStrategy.Fixed(3, TimeSpan.Zero).For<IOException>().When(error => error.Message.StartsWith('a')).When(error => error.Message.EndsWith('z'));

        Retries(strategy, new IOException("a z")).Should().BeTrue();
        Retries(strategy, new IOException("a")).Should().BeFalse();
        Retries(strategy, new TimeoutException("a z")).Should().BeFalse();
    }

    [Test]
    public void For_Original_StaysAsItWas()
    {
        var original = RetryStrategy.Fixed(3, TimeSpan.Zero);

        _ = original.For<IOException>();

        Retries(original, new TimeoutException()).Should().BeTrue();
    }

    [Test]
    public void Factories_BadArguments_AreRefusedWithTheRange()
    {
        var second = TimeSpan.FromSeconds(1);
        Refused(() => RetryStrategy.Fixed(0, second), "maxAttempts", "at least 1");
        Refused(() => RetryStrategy.Fixed(1, -second), "delay", "0 to 31622400");
        Refused(() => RetryStrategy.Fixed(1, TimeSpan.MaxValue), "delay", "0 to 31622400");
        Refused(() => RetryStrategy.Linear(0, second, second), "maxAttempts", "at least 1");
        Refused(() => RetryStrategy.Linear(1, -second, second), "initialDelay", "0 to 31622400");
        Refused(() => RetryStrategy.Linear(1, second, -second), "increment", "0 to 31622400");
        Refused(() => RetryStrategy.Linear(1, second, second, (Jitter)9), "jitter", "None, Half or Full");
        Refused(() => RetryStrategy.Exponential(-1, second), "maxAttempts", "at least 1");
        Refused(() => RetryStrategy.Exponential(1, -second), "initialDelay", "0 to 31622400");
        Refused(() => RetryStrategy.Exponential(1, second, rate: 0.9), "rate", "at least 1");
        Refused(() => RetryStrategy.Exponential(1, second, rate: double.NaN), "rate", "at least 1");
        Refused(() => RetryStrategy.Exponential(1, second, rate: double.PositiveInfinity), "rate", "at least 1");
        Refused(() => RetryStrategy.Exponential(1, second, maxDelay: -second), "maxDelay", "0 to 31622400");
    }

    private static void Refused(Func<RetryStrategy> create, string parameter, string range) =>
        create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter).WithMessage($"*{range}*");

    private static RetryDecision Decide(RetryStrategy strategy, int attempt) => strategy.Decide(Error, attempt, new Random(0));

    private static bool Retries(RetryStrategy strategy, Exception error) => strategy.Decide(error, 1, new Random(0)).Retry;

    private static RetryDecision After(double seconds) => RetryDecision.After(TimeSpan.FromSeconds(seconds));
}

using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class DurationRuleTests
{
    private const long Longest = 31_622_400 * TimeSpan.TicksPerSecond;

    [TestCase(0L, 1)]
    [TestCase(1L, 1)]
    [TestCase(TimeSpan.TicksPerSecond - 1, 1)]
    [TestCase(TimeSpan.TicksPerSecond, 1)]
    [TestCase(TimeSpan.TicksPerSecond + 1, 2)]
    [TestCase(90 * TimeSpan.TicksPerSecond, 90)]
    [TestCase(Longest - 1, 31_622_400)]
    [TestCase(Longest, 31_622_400)]
    public void ToWholeSeconds_ValidDuration_RoundsUpAndToOneAtLeast(long ticks, int expected) =>
        DurationRule.ToWholeSeconds(TimeSpan.FromTicks(ticks), "duration").Should().Be(expected);

    [TestCase(0L, 1)]
    [TestCase(1L, 1)]
    [TestCase(TimeSpan.TicksPerMillisecond - 1, 1)]
    [TestCase(TimeSpan.TicksPerMillisecond, 1)]
    [TestCase(TimeSpan.TicksPerMillisecond + 1, 2)]
    [TestCase(90 * TimeSpan.TicksPerSecond, 90_000)]
    [TestCase(Longest - 1, 31_622_400_000)]
    [TestCase(Longest, 31_622_400_000)]
    public void ToMilliseconds_ValidDuration_RoundsUpAndToOneAtLeast(long ticks, long expected) =>
        DurationRule.ToMilliseconds(TimeSpan.FromTicks(ticks), "duration").Should().Be(expected);

    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    [TestCase(Longest + 1)]
    [TestCase(long.MaxValue)]
    public void OutOfRange_ThrowsWithTheRange(long ticks)
    {
        FluentActions.Invoking(() => DurationRule.ToWholeSeconds(TimeSpan.FromTicks(ticks), "duration"))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("duration").WithMessage("*0 to 31622400 seconds*whole seconds*");
        FluentActions.Invoking(() => DurationRule.ToMilliseconds(TimeSpan.FromTicks(ticks), "duration"))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("duration").WithMessage("*0 to 31622400 seconds*whole milliseconds*");
    }

    [TestCase(0, 0, true)]
    [TestCase(1, 1, false)]
    [TestCase(999, 1, false)]
    [TestCase(1000, 1, true)]
    [TestCase(1001, 2, false)]
    [TestCase(31_622_400_000, 31_622_400, true)]
    [TestCase(-1000, -1, true)]
    [TestCase(-2147483648000, int.MinValue, true)]
    public void ToWire_Milliseconds_AreRoundedUp(long milliseconds, int seconds, bool fits)
    {
        DurationRule.ToWire(milliseconds).Should().Be(seconds);
        DurationRule.FitsWire(milliseconds).Should().Be(fits);
        DurationRule.FromWire(seconds).Should().BeGreaterThanOrEqualTo(milliseconds).And.BeLessThan(milliseconds + 1000);
    }
}

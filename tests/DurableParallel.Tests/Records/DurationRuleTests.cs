using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class DurationRuleTests
{
    [TestCase(0L, 1)]
    [TestCase(1L, 1)]
    [TestCase(TimeSpan.TicksPerSecond - 1, 1)]
    [TestCase(TimeSpan.TicksPerSecond, 1)]
    [TestCase(TimeSpan.TicksPerSecond + 1, 2)]
    [TestCase(90 * TimeSpan.TicksPerSecond, 90)]
    [TestCase((31_622_400 * TimeSpan.TicksPerSecond) - 1, 31_622_400)]
    [TestCase(31_622_400 * TimeSpan.TicksPerSecond, 31_622_400)]
    public void ToWholeSeconds_ValidDuration_RoundsUpAndToOneAtLeast(long ticks, int expected) =>
        DurationRule.ToWholeSeconds(TimeSpan.FromTicks(ticks), "duration").Should().Be(expected);

    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    [TestCase((31_622_400 * TimeSpan.TicksPerSecond) + 1)]
    [TestCase(long.MaxValue)]
    public void ToWholeSeconds_OutOfRange_ThrowsWithTheRange(long ticks) =>
        FluentActions.Invoking(() => DurationRule.ToWholeSeconds(TimeSpan.FromTicks(ticks), "duration"))
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("duration").WithMessage("*0 to 31622400 seconds*");
}

using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Tests;

internal sealed class GoalTests
{
    [TestCase(2.0, "aim met")]
    [TestCase(1.9, "reach met, aim 2 missed by 5 %")]
    [TestCase(1.0, "reach met, aim 2 missed by 50 %")]
    [TestCase(0.75, "reach 1 missed by 25 %")]
    public void Judge_AFloor_SaysWhatIsMissedAndByHowMuch(double value, string verdict)
    {
        Goal.AtLeast(1, 2).Judge(value, ratio: null).Should().Be(verdict);
        Goal.RatioAtLeast(1, 2).Judge(1e6, value).Should().Be(verdict);
    }

    [TestCase(1.0, "aim met")]
    [TestCase(1.5, "reach met, aim 1 missed by 50 %")]
    [TestCase(2.0, "reach met, aim 1 missed by 100 %")]
    [TestCase(3.0, "reach 2 missed by 50 %")]
    public void Judge_ACeiling_SaysWhatIsMissedAndByHowMuch(double value, string verdict)
    {
        Goal.AtMost(2, 1).Judge(value, ratio: null).Should().Be(verdict);
        Goal.RatioAtMost(2, 1).Judge(1e6, value).Should().Be(verdict);
    }

    [Test]
    public void Judge_ARatioWithoutABaseline_SaysSo()
    {
        Goal.RatioAtMost(2, 1).Judge(1, ratio: null).Should().Be("no baseline");
    }
}

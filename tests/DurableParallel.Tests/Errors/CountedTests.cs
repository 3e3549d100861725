using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class CountedTests
{
    [TestCase(0, "0 operations")]
    [TestCase(1, "1 operation")]
    [TestCase(2, "2 operations")]
    [TestCase(-1, "-1 operations")]
    [TestCase(1_000_000, "1000000 operations")]
    public void Of_ANoun_IsSingularForOne(long count, string text) => Counted.Of(count, "operation").Should().Be(text);

    [TestCase(0, "0 branches are")]
    [TestCase(1, "1 branch is")]
    [TestCase(7, "7 branches are")]
    public void Of_TwoForms_TakesTheOneOrTheOther(long count, string text) => Counted.Of(count, "branch is", "branches are").Should().Be(text);
}

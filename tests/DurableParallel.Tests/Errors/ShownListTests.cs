using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

/// <summary>Lists of names in messages.</summary>
[TestFixture]
internal sealed class ShownListTests
{
    [TestCase(0, "none")]
    [TestCase(1, "1")]
    [TestCase(2, "1, 2")]
    [TestCase(10, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10")]
    [TestCase(11, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more")]
    [TestCase(1000, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 990 more")]
    public void Of_ManyNames_ShowsTheFirstTen(int count, string expected) =>
        ShownList.Of(Enumerable.Range(1, count).Select(number => $"{number}"), count).Should().Be(expected);

    [Test]
    public void Of_MoreThanAsked_ShowsAsManyAsAsked() => ShownList.Of(["a", "b", "c"], 3, most: 2).Should().Be("a, b and 1 more");
}

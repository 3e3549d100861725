using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class FailPatternTests
{
    [TestCase(null, "a.txt", false)]
    [TestCase("*.txt", "sub/a.txt", true)]
    [TestCase("a.txt", "sub/a.txt", true)]
    [TestCase("sub/*", "sub/deep/a.txt", true)]
    [TestCase("deep", "sub/deep/a.txt", false)]
    [TestCase("?.txt", "sub/ab.txt", false)]
    public void Matches_NameOrPath_DecidesByThePattern(string? pattern, string path, bool expected)
    {
        FailPattern.Matches(pattern, path).Should().Be(expected);
    }
}

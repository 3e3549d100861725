using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Numbers in messages: what is counted stands in the singular where it may be one.</summary>
[TestFixture]
internal sealed partial class CountTests
{
    // What AWS's own server says, word for word.
    private static readonly string[] WordsOfAws = ["Request must be smaller than", "Task timed out after", "Response payload size", "Exceeded maximum allowed payload size"];

    [Test]
    public void Messages_WithACount_HaveItFromOnePlace()
    {
        var found =
            from file in Repository.Files(Repository.At("src"), ".cs")
            from line in File.ReadLines(file).Index()
            where IsCountByHand(line.Item)
            select $"{Repository.Relative(file)}:{line.Index + 1}: {line.Item.Trim()}";

        found.Should().BeEmpty("Counted.Of writes a number with what is counted, so that one of it is in the singular");
    }

    [TestCase("throw new X($\"There are {count} operations.\");", true)]
    [TestCase("throw new X($\"There are {a.Count} more branches.\");", true)]
    [TestCase("throw new X($\"{left} were left.\");", true)]
    [TestCase("throw new X($\"There are {Counted.Of(count, \"operation\")}.\");", false)]
    [TestCase("throw new X($\"It has at most {MaxLength} characters.\");", false)]
    [TestCase("throw new X($\"It has at most {DurableLimits.MaxLength} characters.\");", false)]
    [TestCase("throw new X($\"It has at most {limits.MaxOperations} operations.\");", true)]
    [TestCase("logger.LogWarning(\"{Count} operations\", count);", false)]
    [TestCase("/// <summary>There are {count} operations.</summary>", false)]
    public void Count_ByHand_IsFound(string line, bool isFound) => IsCountByHand(line).Should().Be(isFound);

    private static bool IsCountByHand(string line) =>
        line.Contains("$\"", StringComparison.Ordinal)
        && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        && !WordsOfAws.Any(line.Contains)
        && CountPattern().IsMatch(line);

    // A constant is left out, whose number is more than one: those begin in capitals, and with what they limit.
    [GeneratedRegex(
        @"\{(?!(?:[A-Z]\w*\.)*(?:Max|Most|Longest|Largest|Least)[A-Z]?\w*(?: - [^{}]*)?\})[^{}""]+\} (?:(?:are|were) (?!not\b|on\b|those\b|asked\b)|(?:more |other |further )?(?:operations|branches|executions|attempts|names|records|bytes|days|seconds|characters|functions|invocations|deaths|checkpoints|updates|pages|rows|lines|requests|compensations|events|others)\b)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CountPattern();
}

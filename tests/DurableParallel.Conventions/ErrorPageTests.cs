using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Codes of errors and their pages.</summary>
public sealed partial class ErrorPageTests
{
    private const string OwnFile = "src/DurableParallel/Errors/ErrorPages.cs";

    private static IEnumerable<(string Where, string Line)> Source =>
        from file in Repository.Files(Repository.At("src"), ".cs")
        from line in File.ReadLines(file).Index()
        where !line.Item.TrimStart().StartsWith("//", StringComparison.Ordinal)
        select ($"{Repository.Relative(file)}:{line.Index + 1}", line.Item);

    private static List<string> Codes =>
        [.. Source.Where(static item => item.Where.Contains("ErrorCodes.cs:", StringComparison.Ordinal)).SelectMany(static item => Code().Matches(item.Line)).Select(static match => match.Value)];

    [Test]
    public void Codes_OfAllPackages_AreUniqueAndHaveAPageEach()
    {
        Codes.Should().HaveCountGreaterThan(50).And.OnlyHaveUniqueItems();
        Repository.Files(Repository.At("docs", "errors"), ".md").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Codes);
    }

    [Test]
    public void Messages_WithACode_HaveItFromOnePlace() =>
        Source.Where(static item => !item.Where.StartsWith(OwnFile, StringComparison.Ordinal) && IsCodeByHand(item.Line)).Should().BeEmpty(
            "ErrorPages.Append writes the code, and the address of its page behind it");

    [TestCase("throw new X($\"No. [{ErrorCodes.General}]\");", true)]
    [TestCase("\"No. [\" + ErrorCodes.General + \"]\"", true)]
    [TestCase("throw new X(\"No. [DP1000]\");", true)]
    [TestCase("throw new X(\"No. See docs/errors/DP1000.md\");", true)]
    [TestCase("throw new X(ErrorPages.Append(ErrorCodes.General, \"No.\"));", false)]
    [TestCase("return items[ErrorCodes.General];", false)]
    public void Code_ByHand_IsFound(string line, bool isFound) => IsCodeByHand(line).Should().Be(isFound);

    private static bool IsCodeByHand(string line) => ByHand().IsMatch(line);

    [GeneratedRegex("DP[0-9]{4}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\[\{\w*ErrorCodes\.|\["" \+ \w*ErrorCodes\.|\[DP[0-9]{4}|docs/errors/", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ByHand();
}

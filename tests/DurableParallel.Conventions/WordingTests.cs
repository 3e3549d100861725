using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Words that have no business in the repository. They are put together here, so that this file may hold them.</summary>
public sealed partial class WordingTests
{
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".txt", ".xml", ".yml", ".yaml", ".cake", ".sh", ".ci/run", ".gitignore"];

    private static readonly string[] BannedWords = ["TO" + "DO", "FIX" + "ME", "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/tmp/" + "wt", "C:" + @"\Users"];

    private static IEnumerable<string> TextFiles => Repository.Files(Repository.Root, TextEndings);

    [Test]
    public void TextFiles_Words_HoldNoLeftoversOrPathsOfMachines()
    {
        var found =
            from file in TextFiles
            from line in File.ReadLines(file).Index()
            from word in BannedWords
            where line.Item.Contains(word, StringComparison.Ordinal)
            select $"{Repository.Relative(file)}:{line.Index + 1}: {word}";

        found.Should().BeEmpty();
    }

    [Test]
    public void TextFiles_Lines_NameNoNumberedIssues()
    {
        var found =
            from file in TextFiles
            from line in File.ReadLines(file).Index()
            where NumberedIssue().IsMatch(line.Item)
            select $"{Repository.Relative(file)}:{line.Index + 1}: {line.Item.Trim()}";

        found.Should().BeEmpty("the text has to make sense without a tracker");
    }

    [Test]
    public void TextFiles_OfTheRepository_AreFound()
    {
        TextFiles.Select(Repository.Relative).Should().Contain(["README.md", "DurableParallel.sln", ".ci/run"]);
    }

    [GeneratedRegex(@"\b(issue|ticket)s?\s+#?\d+\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NumberedIssue();
}

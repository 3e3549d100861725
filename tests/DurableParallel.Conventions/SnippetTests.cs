using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Conventions;

/// <summary>Code in documents is code that compiles: each block repeats a region of an example or of the contract suite.</summary>
public sealed class SnippetTests
{
    private static IEnumerable<Snippet> InDocuments =>
        Repository.Files(Repository.At("docs"), ".md")
            .Concat(Repository.Files(Repository.At("src"), "README.md"))
            .Prepend(Repository.At("README.md"))
            .SelectMany(file => DocumentSnippets.Read(file, File.ReadAllLines(file)));

    private static IEnumerable<Snippet> InCode =>
        Repository.Files(Repository.At("examples"), ".cs")
            .Concat(Repository.Files(Repository.At("tests", "DurableParallel.Contract"), ".cs"))
            .SelectMany(file => RegionSnippets.Read(file, File.ReadAllLines(file)));

    [Test]
    public void Blocks_InDocuments_CarryAMarker()
    {
        var unmarked = InDocuments.Where(snippet => snippet.Name is null).Select(snippet => snippet.Place);

        unmarked.Should().BeEmpty("the line before a csharp block is <!-- snippet: Name -->");
    }

    [Test]
    public void Blocks_InDocuments_EqualTheirRegions()
    {
        var regions = InCode.ToLookup(snippet => snippet.Name!, StringComparer.Ordinal);

        var different = InDocuments
            .Where(block => block.Name is not null && regions[block.Name].All(region => region.Code != block.Code))
            .Select(block => regions[block.Name!].FirstOrDefault() is { } region
                ? $"{block.Place} differs from {region.Place}; expected:\n{region.Code}"
                : $"{block.Place}: no #region {block.Name} in examples or tests/DurableParallel.Contract");

        different.Should().BeEmpty();
    }

    [Test]
    public void Regions_Names_AreUnique()
    {
        var doubled = InCode.GroupBy(snippet => snippet.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(snippet => snippet.Place))}");

        doubled.Should().BeEmpty();
    }

    [Test]
    public void Read_IndentedRegionAndBlock_AreEqual()
    {
        string[] code = ["class C", "{", "    #region Sample", "    if (x)", "    {", "", "        y();", "    }", "    #endregion", "}"];
        string[] document = ["Text.", "", "<!-- snippet: Sample -->", "```csharp", "if (x)", "{", "", "    y();", "}", "```", "More.", "```csharp", "z();", "```"];

        var region = RegionSnippets.Read(Repository.At("C.cs"), code).Single();
        var blocks = DocumentSnippets.Read(Repository.At("D.md"), document).ToList();

        blocks.Select(block => block.Name).Should().Equal("Sample", null);
        region.Name.Should().Be("Sample");
        region.Code.Should().Be(blocks[0].Code);
    }
}

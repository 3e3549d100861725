using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class PrintableTests
{
    [TestCase("a b.txt", "a b.txt")]
    [TestCase("two\nlines", @"two\nlines")]
    [TestCase("back\\slash", @"back\\slash")]
    [TestCase("\u001b[31mred", @"\u{1B}[31mred")]
    [TestCase("turned\u202Egnp.exe", @"turned\u{202E}gnp.exe")]
    [TestCase("grüße 😀", "grüße 😀")]
    public void Line_Text_StaysOnOneLine(string text, string expected)
    {
        Printable.Line(text).Should().Be(expected);
    }

    [TestCase("src/a.cs", "src/a.cs")]
    [TestCase("grüße 😀", @"gr\u{FC}\u{DF}e \u{1F600}")]
    public void BranchName_Path_IsPrintableAscii(string path, string expected)
    {
        Printable.BranchName(path).Should().Be(expected);
    }

    [TestCase("a/b.txt", 7, "a/b.txt")]
    [TestCase("folder/b.txt", 7, "…/b.txt")]
    [TestCase("folder/👩‍🚀👩‍🚀", 3, "…👩‍🚀👩‍🚀")]
    public void End_Text_KeepsWholeCharacters(string text, int longest, string expected)
    {
        Printable.End(text, longest).Should().Be(expected);
    }

    [Test]
    public void BranchName_LongPath_KeepsItsEnd()
    {
        var name = Printable.BranchName(new string('x', 400) + "/end.txt");

        name.Should().HaveLength(256).And.StartWith("...x").And.EndWith("/end.txt");
    }
}

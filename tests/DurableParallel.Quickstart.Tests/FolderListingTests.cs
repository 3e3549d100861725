using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class FolderListingTests
{
    private static readonly HashSet<string> Nothing = [];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void List_EmptyFolder_IsEmpty()
    {
        var contents = FolderListing.List(_folder.Path, Nothing);

        contents.Files.Should().BeEmpty();
        contents.Skipped.Should().BeEmpty();
    }

    [Test]
    public void List_Subfolders_GivesRelativePathsInOrdinalOrder()
    {
        _folder.Write("b.txt");
        _folder.Write("a/z.txt");
        _folder.Write("a/deep/y.txt");
        _folder.Write(".hidden");
        _folder.Write("B.txt");

        var contents = FolderListing.List(_folder.Path, Nothing);

        contents.Files.Should().Equal(".hidden", "B.txt", "a/deep/y.txt", "a/z.txt", "b.txt");
    }

    [Test]
    public void List_BuildOutputAndGit_AreLeftOut()
    {
        _folder.Write(".git/HEAD");
        _folder.Write("bin/a.dll");
        _folder.Write("src/obj/b.dll");
        _folder.Write("src/bin.txt");
        _folder.Write("tools/bin");

        var contents = FolderListing.List(_folder.Path, Nothing);

        contents.Files.Should().Equal("src/bin.txt", "tools/bin");
    }

    [Test]
    public void List_ExcludedFiles_AreLeftOut()
    {
        var report = _folder.Write("report.json");
        _folder.Write("a.txt");

        var contents = FolderListing.List(_folder.Path, new HashSet<string> { report });

        contents.Files.Should().Equal("a.txt");
    }

    [TestCase("two\nlines.txt")]
    [TestCase("grüße-日本語-😀.txt")]
    [TestCase("[red]markup[ and 'quotes\".txt")]
    public void List_AnyUnicodeName_IsListed(string name)
    {
        _folder.Write(name);

        var contents = FolderListing.List(_folder.Path, Nothing);

        contents.Files.Should().Equal(name);
    }

    [Test]
    public void List_SymbolicLinks_AreNamedAndNotFollowed()
    {
        var target = _folder.Write("sub/a.txt");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "sub", "loop"), _folder.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "file"), target);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "itself"), Path.Combine(_folder.Path, "itself"));

        var contents = FolderListing.List(_folder.Path, Nothing);

        contents.Files.Should().Equal("sub/a.txt");
        contents.Skipped.Should().Equal(
            new SkippedEntry("file", "symbolic link"),
            new SkippedEntry("itself", "symbolic link"),
            new SkippedEntry("sub/loop", "symbolic link"));
    }
}

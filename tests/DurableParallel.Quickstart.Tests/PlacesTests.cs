using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class PlacesTests
{
    [Test]
    public void Folder_Missing_IsSaidInOneSentence()
    {
        var finding = () => Places.Folder("/no/such/folder");

        finding.Should().Throw<UsageException>().WithMessage("There is no folder '*such*folder'.");
    }

    [Test]
    public void Folder_AFile_IsSaidInOneSentence()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.txt");

        var finding = () => Places.Folder(path);

        finding.Should().Throw<UsageException>().WithMessage("*is a file; name a folder.");
    }

    [Test]
    public void Folder_TrailingSeparator_IsTheSameFolder()
    {
        using var folder = new TemporaryFolder();

        Places.Folder(folder.Path + "/").Should().Be(Places.Folder(folder.Path));
    }

    [Test]
    public void Folder_EmptyName_IsSaidInOneSentence()
    {
        var finding = () => Places.Folder("");

        finding.Should().Throw<UsageException>().WithMessage("The folder needs a path, and '' is none.");
    }

    [Test]
    public void FileToReplace_WritableFolder_LeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "report.json");

        Places.FileToReplace("--report", path).Should().Be(path);

        Directory.GetFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Test]
    [Platform("Linux")]
    public void FileToReplace_FolderThatTakesNoFiles_NamesTheOption()
    {
        var finding = () => Places.FileToReplace("--report", "/proc/report.json");

        finding.Should().Throw<UsageException>().WithMessage("*report.json' cannot be written*name another with --report.");
    }

    [Test]
    public void FileToWrite_FolderMissing_NamesTheOption()
    {
        var finding = () => Places.FileToWrite("--report", "/no/such/report.json");

        finding.Should().Throw<UsageException>().WithMessage("--report names a file in a folder that does not exist*");
    }
}

using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests.Journal;

[TestFixture]
internal sealed class WalInspectorTests
{
    [Test]
    public void CountTornBytes_CutAtEveryFewBytes_IsWhatFollowsTheLastWholeCommit()
    {
        using var files = new TempJournal();
        JournalFile.EnsureUsable(files.Path);
        using var store = JournalStore.Open(files.Path, maxPageCount: null);
        var walPath = files.Path + "-wal";
        var commits = new List<long> { 32 };
        for (var row = 1; row <= 6; row++)
        {
            store.Begin();
            store.AppendLog(row, new byte[3000]);
            store.Commit();
            commits.Add(new FileInfo(walPath).Length);
        }

        for (var length = 32L; length <= commits[^1]; length += 3137)
        {
            using var copy = files.CopyCrashed(length);
            var whole = commits.Last(end => end <= length);

            WalInspector.CountTornBytes(copy.Path + "-wal").Should().Be(length - whole);

            using var reopened = JournalStore.Open(copy.Path, maxPageCount: null);
            var rows = 0;
            reopened.ReadLog((_, _) => rows++);
            rows.Should().Be(commits.IndexOf(whole), "SQLite must keep exactly what is counted as whole");
        }
    }

    [Test]
    public void CountTornBytes_NoFile_IsNothing() => WalInspector.CountTornBytes("/nowhere/journal.db-wal").Should().Be(0);

    [Test]
    public void CountTornBytes_AnyBytes_NeverFails()
    {
        using var files = new TempJournal();
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(9000)];
            random.NextBytes(bytes);
            File.WriteAllBytes(files.Path, bytes);

            WalInspector.CountTornBytes(files.Path).Should().BeInRange(0, bytes.Length);
        }
    }
}

using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Journal.Sqlite.Files;
using DurableParallel.Engine.Journal.Sqlite.Wal;

namespace DurableParallel.Engine.Tests.Journal.Sqlite.Wal;

[TestFixture]
internal sealed class WalInspectorTests
{
    private readonly List<SqliteStore> _open = [];

    [TearDown]
    public void Close()
    {
        _open.ForEach(store => store.Dispose());
        _open.Clear();
    }

    [Test]
    public void CountTornBytes_CutAtEveryFewBytes_IsWhatFollowsTheLastWholeCommit()
    {
        using var files = new TempJournal();
        JournalFile.EnsureUsable(files.Path);
        using var store = SqliteStore.Open(files.Path, maxPageCount: null);
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

            using var reopened = SqliteStore.Open(copy.Path, maxPageCount: null);
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

    [TestCase(8, TestName = "CountTornBytes_AChangedSaltBeforeLaterCommits_IsDamage")]
    [TestCase(17, TestName = "CountTornBytes_AChangedSumBeforeLaterCommits_IsDamage")]
    [TestCase(2000, TestName = "CountTornBytes_AChangedPageBeforeLaterCommits_IsDamage")]
    public void CountTornBytes_AHoleBeforeLaterCommits_IsDamage(int offset)
    {
        using var files = new TempJournal();
        var frames = WriteCommits(files);
        using var copy = files.CopyCrashed();
        Change(copy.Path + "-wal", frames[2] + offset);

        FluentActions.Invoking(() => WalInspector.CountTornBytes(copy.Path + "-wal"))
            .Should().Throw<JournalDamagedException>().WithMessage("*commits follow that came later*");
    }

    [Test]
    public void CountTornBytes_AChangedHeaderBeforeItsFrames_IsDamage()
    {
        using var files = new TempJournal();
        WriteCommits(files);
        using var copy = files.CopyCrashed();
        Change(copy.Path + "-wal", 9);

        FluentActions.Invoking(() => WalInspector.CountTornBytes(copy.Path + "-wal")).Should().Throw<JournalDamagedException>().WithMessage("*header*");
    }

    [Test]
    public void CountTornBytes_AHoleInTheLastCommit_MayBeACrash()
    {
        using var files = new TempJournal();
        var frames = WriteCommits(files);
        using var copy = files.CopyCrashed();
        var length = new FileInfo(copy.Path + "-wal").Length;
        Change(copy.Path + "-wal", frames[^1] + 100);

        WalInspector.CountTornBytes(copy.Path + "-wal").Should().Be(length - frames[^1]);
    }

    [Test]
    public void CountTornBytes_CutBetweenCommits_IsSeenInTheIndex()
    {
        using var files = new TempJournal();
        var frames = WriteCommits(files);
        using var copy = files.CopyCrashed(frames[2]);
        var missing = new FileInfo(files.Path + "-wal").Length - frames[2];

        var alone = WalInspector.CountTornBytes(copy.Path + "-wal");
        var withIndex = WalInspector.CountTornBytes(copy.Path + "-wal", files.Path + "-shm");
        var withoutLog = WalInspector.CountTornBytes(copy.Path + "-nothing", files.Path + "-shm");

        alone.Should().Be(0);
        withIndex.Should().Be(missing);
        withoutLog.Should().BePositive();
    }

    // Where each of the commits begins in the write-ahead log, which stays as it is while the store is not disposed of.
    private List<long> WriteCommits(TempJournal files)
    {
        JournalFile.EnsureUsable(files.Path);
        var store = SqliteStore.Open(files.Path, maxPageCount: null);
        _open.Add(store);
        var begins = new List<long>();
        for (var row = 1; row <= 5; row++)
        {
            begins.Add(row == 1 ? 32 : new FileInfo(files.Path + "-wal").Length);
            store.Begin();
            store.AppendLog(row, new byte[100]);
            store.Commit();
        }

        return begins;
    }

    private static void Change(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }
}

using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Journal.Sqlite.Files;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Tests.Journal.Sqlite.Files;

[TestFixture]
internal sealed class JournalFileTests
{
    private TempJournal _files = null!;

    [SetUp]
    public void SetUp() => _files = new TempJournal();

    [TearDown]
    public void TearDown() => _files.Dispose();

    [Test]
    public void EnsureUsable_ANewFile_IsForItsOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        JournalFile.EnsureUsable(_files.Path);
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);

        foreach (var file in new[] { _files.Path, _files.Path + "-wal", _files.Path + "-shm" })
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Test]
    public void EnsureUsable_ALaterSchema_IsRefusedAndLeftAlone()
    {
        JournalFile.EnsureUsable(_files.Path);
        Execute("PRAGMA user_version = 7");
        var before = File.ReadAllBytes(_files.Path);

        FluentActions.Invoking(() => JournalFile.EnsureUsable(_files.Path))
            .Should().Throw<DurableException>().WithMessage("*schema 7*up to 5*").Which.Code.Should().Be("DP4003");

        File.ReadAllBytes(_files.Path).Should().Equal(before);
    }

    [Test]
    public void EnsureUsable_AnotherProgramsDatabase_IsRefusedAndLeftAlone()
    {
        SQLitePCL.Batteries_V2.Init();
        Execute("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)", create: true);
        var before = File.ReadAllBytes(_files.Path);

        FluentActions.Invoking(() => JournalFile.EnsureUsable(_files.Path))
            .Should().Throw<JournalDamagedException>().WithMessage("*is not a journal of DurableParallel*");

        File.ReadAllBytes(_files.Path).Should().Equal(before);
    }

    [TestCase(1)]
    [TestCase(99)]
    [TestCase(5000)]
    public void EnsureUsable_AFileThatIsNoDatabase_IsRefused(int length)
    {
        File.WriteAllText(_files.Path, new string('x', length));

        FluentActions.Invoking(() => JournalFile.EnsureUsable(_files.Path)).Should().Throw<JournalDamagedException>();
    }

    [Test]
    public void EnsureUsable_NoFile_BecomesAJournal()
    {
        JournalFile.EnsureUsable(_files.Path);

        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);
        store.Id.Should().MatchRegex("^[0-9a-f]{12}$");
    }

    [Test]
    public void EnsureUsable_AnEmptyFile_IsRefused()
    {
        File.WriteAllBytes(_files.Path, []);

        FluentActions.Invoking(() => JournalFile.EnsureUsable(_files.Path)).Should().Throw<JournalDamagedException>().WithMessage("*is empty*");
    }

    [Test]
    public void EnsureUsable_AWriteAheadLogWithoutItsJournal_IsRefused()
    {
        File.WriteAllBytes(_files.Path + "-wal", [1]);

        FluentActions.Invoking(() => JournalFile.EnsureUsable(_files.Path)).Should().Throw<JournalDamagedException>().WithMessage("*write-ahead log is beside it*");
        File.Exists(_files.Path).Should().BeFalse();
    }

    [Test]
    public void Open_ATriggerInTheFile_IsRefused()
    {
        JournalFile.EnsureUsable(_files.Path);
        Execute("CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM log; END");

        FluentActions.Invoking(() => SqliteStore.Open(_files.Path, maxPageCount: null))
            .Should().Throw<JournalDamagedException>().WithMessage("*trigger t*");
    }

    [Test]
    public void Open_DamagedPages_AreRefusedOrReadWithoutHarm()
    {
        JournalFile.EnsureUsable(_files.Path);
        var random = new Random(1);
        var original = File.ReadAllBytes(_files.Path);
        for (var round = 0; round < 200; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = 0; change < 8; change++)
            {
                bytes[100 + random.Next(bytes.Length - 100)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_files.Path, bytes);
            try
            {
                using var store = SqliteStore.Open(_files.Path, maxPageCount: null);
                store.ReadLog((_, _) => { });
            }
            catch (Exception fault)
            {
                fault.Should().Match(f => f is DurableException || f is SqliteException);
            }
        }
    }

    private void Execute(string sql, bool create = false)
    {
        var mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite;
        var settings = new SqliteConnectionStringBuilder { DataSource = _files.Path, Mode = mode, Pooling = false };
        using var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Journal.Sqlite.Files;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Tests.Journal.Rows;

[TestFixture]
internal sealed class RowChecksumTests
{
    private TempJournal _files = null!;

    [SetUp]
    public void MakeJournal()
    {
        _files = new TempJournal();
        JournalFile.EnsureUsable(_files.Path);
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);
        store.Begin();
        store.PutRow(Row);
        store.Commit();
    }

    [TearDown]
    public void DeleteJournal() => _files.Dispose();

    [TestCase("number = 8")]
    [TestCase("name = 'f'")]
    [TestCase("function = 'g'")]
    [TestCase("version = 2")]
    [TestCase("status = 2")]
    [TestCase("started = 6")]
    [TestCase("ended = NULL")]
    [TestCase("ended = 0")]
    [TestCase("due = 0")]
    [TestCase("begun = 1")]
    [TestCase("through = 4")]
    [TestCase("records = x'0102'")]
    [TestCase("terms = x'00'")]
    [TestCase("checksum = checksum + 1")]
    [TestCase("checksum = NULL")]
    public void ReadRows_AnyColumnChanged_IsDamage(string change)
    {
        Execute($"UPDATE execution SET {change}");
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);

        FluentActions.Invoking(() => store.ReadRows(_ => { })).Should().Throw<JournalDamagedException>();
    }

    [Test]
    public void ReadRows_OfAnotherJournal_IsDamage()
    {
        Execute("UPDATE journal SET id = '000000000000'");
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);

        FluentActions.Invoking(() => store.ReadRows(_ => { })).Should().Throw<JournalDamagedException>();
    }

    [Test]
    public void ReadRecords_ThatHaveChanged_IsDamage()
    {
        Execute("UPDATE execution SET records = x'010204'");
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);

        store.ReadRows(_ => { });

        FluentActions.Invoking(() => store.ReadRecords(7)).Should().Throw<JournalDamagedException>().WithMessage("*execution 7*");
    }

    [Test]
    public void Open_OfTheSchemaBefore_MakesTheChecksums()
    {
        Execute("ALTER TABLE execution DROP COLUMN checksum; PRAGMA user_version = 3");
        using var store = SqliteStore.Open(_files.Path, maxPageCount: null);
        var found = new List<ExecutionRow>();

        store.ReadRows(found.Add);

        found.Should().Equal(Row with { Records = default, KeptLength = 3 });
        store.ReadRecords(7).Should().Equal(1, 2, 3);
    }

    [Test]
    public void Open_ATableThatIsDefinedAnotherWay_IsDamage()
    {
        Execute("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER PRIMARY', 'INTEGES PRIMARY') WHERE name = 'log'");

        FluentActions.Invoking(() => SqliteStore.Open(_files.Path, maxPageCount: null)).Should().Throw<JournalDamagedException>();
    }

    private static ExecutionRow Row => new()
    {
        Number = 7,
        Name = "e",
        FunctionName = "f",
        Version = 1,
        Status = ExecutionStatus.Succeeded,
        StartedAt = 5,
        EndedAt = 9,
        Through = 3,
        Records = new byte[] { 1, 2, 3 },
    };

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_files.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

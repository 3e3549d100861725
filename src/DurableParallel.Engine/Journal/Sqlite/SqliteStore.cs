using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Journal.Sqlite.Files;
using DurableParallel.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>A journal in one SQLite file. <see cref="ReadRecords"/> has a connection of its own.</summary>
internal sealed partial class SqliteStore : IJournalStore
{
    private readonly Lock _readGate = new();
    private readonly string _path;
    private readonly bool _canVacuum;
    private readonly List<Statement> _statements = [];
    private readonly SqliteConnection _writing;
    private readonly SqliteConnection _reading;
    private readonly CommitGuard _guard;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _appendLog;
    private readonly Statement _dropLog;
    private readonly Statement _putRow;
    private readonly Statement _ownRecords;
    private readonly Statement _records;
    private readonly Statement _deleteRow;
    private readonly Statement _freePages;
    private readonly RowChecksum _checksum;
    private JournalSnapshot? _snapshot;
    private IDisposable? _held;

    private SqliteStore(string path, SqliteConnection writing, SqliteConnection reading, string id, CommitGuard guard)
    {
        _path = path;
        _writing = writing;
        _reading = reading;
        _guard = guard;
        Id = id;
        _checksum = new RowChecksum(id);
        _canVacuum = Query(writing, "PRAGMA auto_vacuum") == "2";
        var database = writing.Handle!;
        try
        {
            _commit = Prepare(database, "COMMIT");
            _rollback = Prepare(database, "ROLLBACK");
            _appendLog = Prepare(database, "INSERT INTO log VALUES (?1, ?2)");
            _dropLog = Prepare(database, "DELETE FROM log WHERE seq < ?1");
            _putRow = Prepare(database, "INSERT OR REPLACE INTO execution VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)");
            _ownRecords = Prepare(database, "SELECT records, checksum FROM execution WHERE number = ?1");
            _deleteRow = Prepare(database, "DELETE FROM execution WHERE number = ?1");
            _freePages = Prepare(database, "PRAGMA freelist_count");
            _records = Prepare(reading.Handle!, "SELECT records, checksum FROM execution WHERE number = ?1");
        }
        catch
        {
            // A statement that is left keeps its connection open, and with it the file's locks.
            DisposeStatements();
            throw;
        }
    }

    public string Id { get; }

    public bool IsReadOnly => _snapshot is not null;

    public int RowLimit => 1 << 20;

    public void ReadAtOnce(Action read)
    {
        JournalReader.ReadAtOnce(_reading, read);
        _snapshot?.Require(_path);
    }

    /// <summary>Begins a transaction; see <see cref="CommitGuard.Begin"/>.</summary>
    public void Begin() => _guard.Begin();

    public void Commit()
    {
        _commit.Run();
        _guard.OnCommitted();
    }

    /// <summary>See <see cref="CommitGuard.GiveUp"/>.</summary>
    public void StopWaiting() => _guard.GiveUp();

    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_writing.Handle!) == 0)
        {
            _rollback.Run();
        }
    }

    public void AppendLog(long seq, ReadOnlySpan<byte> frame) => _appendLog.Bind(1, seq).Bind(2, frame).Run();

    public void DropLogBelow(long seq) => _dropLog.Bind(1, seq).Run();

    public void PutRow(in ExecutionRow row)
    {
        var records = row.KeptLength == 0 ? row.Records.Span : [.. ReadKept(row), .. row.Records.Span];
        var terms = row.Terms is null ? null : TermsCodec.ToBytes(row.Terms);
        _ = terms is null ? _putRow.Bind(12, (long?)null) : _putRow.Bind(12, terms);
        _putRow.Bind(13, _checksum.Of(row, terms, records.Length, RowChecksum.OfRecords(records)));
        _putRow.Bind(1, row.Number).Bind(2, row.Name).Bind(3, row.FunctionName).Bind(4, row.Version).Bind(5, (long)row.Status)
            .Bind(6, row.StartedAt).Bind(7, row.EndedAt).Bind(8, row.DueAt).Bind(9, row.Begun).Bind(10, row.Through).Bind(11, records)
            .Run();
    }

    public void DeleteRow(long number) => _deleteRow.Bind(1, number).Run();

    /// <summary>Gives so many free pages back to the file system; none when the file was made without that ability.</summary>
    public void Vacuum(int pages)
    {
        using var vacuum = new Statement(_writing.Handle!, $"PRAGMA incremental_vacuum({pages})");
        while (vacuum.Step())
        {
            // A step frees a page.
        }
    }

    /// <summary>How many pages of the file hold nothing and could be given back; 0 for a file made without that ability.</summary>
    public long CountFreePages()
    {
        try
        {
            return _canVacuum && _freePages.Step() ? _freePages.Number(0) : 0;
        }
        finally
        {
            _freePages.Reset();
        }
    }

    public byte[]? ReadRecords(long number)
    {
        lock (_readGate)
        {
            _snapshot?.Require(_path);
            return RowRecords.Read(_records, number);
        }
    }

    public void ReadLog(Action<long, ReadOnlySpan<byte>> onRow)
    {
        using var rows = new Statement(_writing.Handle!, "SELECT seq, data FROM log ORDER BY seq");
        while (rows.Step())
        {
            onRow(rows.Number(0), rows.Blob(1));
        }
    }

    public void ReadRows(Action<ExecutionRow> onRow)
    {
        using var rows = new Statement(_writing.Handle!, $"SELECT {RowReader.Columns}, checksum FROM execution ORDER BY number");
        while (rows.Step())
        {
            var row = RowReader.Read(rows);
            var checksum = rows.Number(RowReader.Next);
            if (rows.IsNull(RowReader.Next) || _checksum.Of(row, RowReader.Terms(rows), row.KeptLength, (uint)checksum) != checksum)
            {
                throw RecordReader.Damage($"the row of execution {row.Number} has another checksum than it should have");
            }

            onRow(row);
        }
    }

    /// <summary>The value of a setting of the writer's connection.</summary>
    public string Pragma(string name) => Query(_writing, $"PRAGMA {name}");

    /// <summary>Copies the write-ahead log into the file.</summary>
    public void Checkpoint() => Execute(_writing, "PRAGMA wal_checkpoint(TRUNCATE)");

    public bool IsDamage(Exception fault) => fault is SqliteException;

    public void Dispose()
    {
        try
        {
            Close();
        }
        finally
        {
            _held?.Dispose();
        }
    }

    private void Close()
    {
        if (IsReadOnly || _guard.HasLostFiles)
        {
            // Files of the same names may be another engine's by now, and SQLite would delete its write-ahead log.
            LeaveFiles(_writing);
            LeaveFiles(_reading);
        }

        // Whoever reads a row at this moment ends first.
        lock (_readGate)
        {
            DisposeStatements();
            _reading.Dispose();
        }

        _writing.Dispose();
    }

    private Statement Prepare(sqlite3 database, string sql)
    {
        var statement = new Statement(database, sql);
        _statements.Add(statement);
        return statement;
    }

    private static void LeaveFiles(SqliteConnection connection) =>
        _ = raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);

    private void DisposeStatements()
    {
        _guard.Dispose();
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }
    }

    private byte[] ReadKept(in ExecutionRow row)
    {
        var kept = RowRecords.Read(_ownRecords, row.Number);
        return kept?.Length == row.KeptLength
            ? kept
            : throw RecordReader.Damage($"the row of execution {row.Number} has {Counted.Of(kept?.Length ?? 0, "byte")}, and {Counted.Of(row.KeptLength, "was", "were")} written");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar()) ?? "";
    }
}

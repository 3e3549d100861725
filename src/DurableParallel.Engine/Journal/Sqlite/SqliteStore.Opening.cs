using System.Globalization;
using DurableParallel.Engine.Journal.Sqlite.Files;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <content>How a journal is opened: connected to, checked and brought to the schema of today.</content>
internal sealed partial class SqliteStore
{
    private const int PagesBetweenCheckpoints = 4096;

    /// <summary>Opens a journal that <see cref="JournalFile"/> has found usable and whose lock is held.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="maxPageCount">How many pages the file may grow to; null for no limit.</param>
    /// <param name="settings">How it is written; null for the defaults.</param>
    /// <param name="held">The journal's lock, given free when the store is disposed; null for none.</param>
    public static SqliteStore Open(string path, int? maxPageCount, StoreSettings? settings = null, IDisposable? held = null)
    {
        settings ??= new StoreSettings();
        SqliteConnection? writing = null;
        SqliteConnection? reading = null;
        try
        {
            writing = Connect(path, settings.BusyTime);
            Execute(writing, "PRAGMA locking_mode = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            CheckTables(writing, path);
            Execute(writing, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {PagesBetweenCheckpoints}");
            StructureCheck.Run(writing, path);
            var id = Query(writing, "SELECT id FROM journal");
            Migrate(writing, id);
            CheckDefinitions(writing, path);
            if (maxPageCount is { } pages)
            {
                Execute(writing, $"PRAGMA max_page_count = {pages}");
            }

            reading = Connect(path, settings.BusyTime);
            Execute(reading, "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF");
            return new SqliteStore(path, writing, reading, id, new CommitGuard(writing.Handle!, path, settings)) { _held = held };
        }
        catch (SqliteException fault)
        {
            writing?.Dispose();
            reading?.Dispose();
            throw JournalDamagedException.Unreadable(path, fault);
        }
        catch
        {
            writing?.Dispose();
            reading?.Dispose();
            throw;
        }
    }

    /// <summary>Opens a journal that an engine may run to read it; see <see cref="JournalReader"/>. What writes must not be called.</summary>
    /// <param name="path">The journal's file.</param>
    public static SqliteStore OpenReadOnly(string path)
    {
        var connection = JournalReader.Connect(path, out var snapshot);
        try
        {
            CheckTables(connection, path);
            StructureCheck.Run(connection, path);
            CheckDefinitions(connection, path);
            var guard = new CommitGuard(connection.Handle!, path, new StoreSettings());
            return new SqliteStore(path, connection, connection, Query(connection, "SELECT id FROM journal"), guard) { _snapshot = snapshot };
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw JournalDamagedException.Unreadable(path, fault);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Asked of SQLite, and not read from the file's header, which may be behind the write-ahead log.
    private static void Migrate(SqliteConnection connection, string id)
    {
        var found = int.Parse(Query(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        for (var version = found; version < JournalSchema.Version; version++)
        {
            Execute(connection, $"BEGIN IMMEDIATE; {JournalSchema.Migrations[version - 1]}; PRAGMA user_version = {version + 1}");
            if (version + 1 == JournalSchema.FirstWithChecksums)
            {
                RowMigration.AddChecksums(connection.Handle!, id);
            }

            Execute(connection, "COMMIT");
        }
    }

    private static void CheckTables(SqliteConnection connection, string path)
    {
        var found = Query(connection, "SELECT group_concat(type || ' ' || name, ',') FROM (SELECT type, name FROM sqlite_schema ORDER BY name)");
        var expected = string.Join(',', JournalSchema.Tables.Select(table => "table " + table));
        if (found != expected)
        {
            throw new JournalDamagedException(
                $"The journal '{path}' holds '{found}' and should hold '{expected}'. Restore the file from a copy.");
        }
    }

    // A letter that has changed makes another table of it: one whose numbers are not its keys, say.
    private static void CheckDefinitions(SqliteConnection connection, string path)
    {
        foreach (var table in JournalSchema.Tables)
        {
            var found = Query(connection, $"SELECT sql FROM sqlite_schema WHERE name = '{table}'");
            if (!JournalSchema.Defines(found))
            {
                throw new JournalDamagedException($"The journal '{path}' defines its table {table} as '{found}'. Restore the file from a copy.");
            }
        }
    }

    private static SqliteConnection Connect(string path, TimeSpan busyTime)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();

            // A reader that meets the write-ahead log in the middle of a commit looks again under the write lock, for a moment.
            Execute(connection, $"PRAGMA busy_timeout = {(long)busyTime.TotalMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

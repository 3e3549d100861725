using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>
/// Connects to a journal to read it, whether an engine runs it or not, and takes no lock of its own. Only SQLite opens the files:
/// whoever closes one of them takes from a process all of its locks on it, also those of an engine in this process.
/// </summary>
internal static class JournalReader
{
    private const int ReadAgain = 3;

    /// <summary>How long it waits while the engine changes the index of its write-ahead log.</summary>
    private const int BusyMilliseconds = 10_000;

    /// <summary>A connection that can only read.</summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="snapshot">What was there when it was opened.</param>
    /// <exception cref="DurableException">There is no such file, it cannot be read, or it has another schema.</exception>
    /// <exception cref="JournalDamagedException">It is not a journal.</exception>
    public static SqliteConnection Connect(string path, out JournalSnapshot snapshot)
    {
        Batteries_V2.Init();
        for (var attempt = 1; ; attempt++)
        {
            snapshot = JournalSnapshot.Of(path) ?? throw Missing(path);
            if (snapshot.Length == 0)
            {
                throw new JournalDamagedException($"The journal '{path}' is empty, as no engine leaves it: what it held is lost. Restore the file from a copy.");
            }

            try
            {
                var connection = Open(path, isImmutable: !snapshot.HasLog);
                try
                {
                    Check(connection, path);
                    return connection;
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            }
            catch (SqliteException fault) when (attempt < ReadAgain && JournalSnapshot.Of(path) != snapshot && fault.SqliteErrorCode != raw.SQLITE_NOTADB)
            {
                // An engine has come or gone at this moment.
            }
            catch (SqliteException fault) when (fault.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_IOERR)
            {
                throw Unreadable(path, fault);
            }
            catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_NOTADB)
            {
                throw JournalFile.NotAJournal(path);
            }
        }
    }

    /// <summary>Runs something on what the journal holds at one moment.</summary>
    public static void ReadAtOnce(SqliteConnection connection, Action read)
    {
        Execute(connection, "BEGIN");
        try
        {
            read();
        }
        finally
        {
            Execute(connection, "COMMIT");
        }
    }

    // What has no write-ahead log is changed by nobody, and is read without the files that SQLite makes for one. The path is an
    // address, in which some characters mean something.
    private static SqliteConnection Open(string path, bool isImmutable)
    {
        var address = new UriBuilder(Uri.UriSchemeFile, "") { Path = path.Replace("%", "%25", StringComparison.Ordinal) }.Uri.AbsoluteUri;
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = isImmutable ? address + "?immutable=1" : address,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            _ = raw.sqlite3_db_config(connection.Handle!, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            Execute(connection, $"PRAGMA busy_timeout = {BusyMilliseconds}; PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Check(SqliteConnection connection, string path)
    {
        if (Query(connection, "PRAGMA application_id") != JournalSchema.ApplicationId)
        {
            throw JournalFile.NotAJournal(path);
        }

        switch (Query(connection, "PRAGMA user_version"))
        {
            case > JournalSchema.Version and var version:
                throw JournalFile.TooNew(path, version);
            case < JournalSchema.Version and var version:
                throw new DurableException(
                    EngineErrorCodes.JournalTooOld,
                    $"The journal '{path}' has schema {version}, and only schema {JournalSchema.Version} is read without changing it. Nothing was changed in it. "
                    + "Open it once with DurableEngine.OpenAsync of this version, which brings it up to date, or read it with the version that wrote it.");
        }
    }

    private static DurableException Missing(string path) =>
        new(EngineErrorCodes.JournalMissing, $"There is no journal '{path}', and nothing was created. Correct the path, or open it with DurableEngine.OpenAsync, which makes a new one.");

    private static DurableException Unreadable(string path, SqliteException fault) => new(
        EngineErrorCodes.JournalMissing,
        $"The journal '{path}' cannot be read: {fault.Message} Nothing was changed in it. Correct the rights of the file and its folder. Of a journal whose engine has not stopped in good order, "
        + "copy the file and the one with '-wal' behind its name into a folder that can be written, and read the copy.",
        fault);

    private static long Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using Microsoft.Data.Sqlite;

namespace DurableParallel.Benchmarks.Layouts;

/// <summary>A file of one layout, with the settings of the engine's journal.</summary>
internal sealed class LayoutJournal : IDisposable
{
    private const int RecordsPerCommit = 1000;
    private const int ExecutionsAtOnce = 2000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-layout-");
    private readonly JournalLayout _layout;
    private readonly SqliteConnection _connection;
    private readonly byte[] _payload = new byte[JournalLayout.PayloadLength];

    public LayoutJournal(JournalLayout layout)
    {
        SQLitePCL.Batteries_V2.Init();
        _layout = layout;
        _connection = Connect(_folder, layout.Schema);
        new Random(1).NextBytes(_payload);
    }

    /// <summary>The sizes of the file and of its write-ahead log together.</summary>
    public long Bytes => _folder.EnumerateFiles().Sum(file => file.Length);

    /// <summary>Writes all records of the executions: a number of them run at once, and take turns.</summary>
    /// <param name="order">The numbers of the executions as they arrive.</param>
    public void Write(int[] order)
    {
        var executions = order.Length;
        using var commands = new LayoutCommands(_connection);
        var batch = new List<RecordKey>(RecordsPerCommit);
        long commit = 0;
        for (var first = 0; first < executions; first += ExecutionsAtOnce)
        {
            for (var operation = 0; operation < JournalLayout.RecordsPerExecution; operation++)
            {
                for (var execution = first; execution < Math.Min(executions, first + ExecutionsAtOnce); execution++)
                {
                    batch.Add(new RecordKey(order[execution] + 1, operation));
                    if (batch.Count == RecordsPerCommit)
                    {
                        Commit();
                    }
                }
            }
        }

        Commit();

        // What ended in the last one is moved with the next one.
        Commit();

        void Commit()
        {
            commands.Run("BEGIN IMMEDIATE");
            _layout.WriteCommit(commands, ++commit, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(batch), _payload);
            commands.Run("COMMIT");
            batch.Clear();
        }
    }

    /// <summary>Makes a file with the settings of the engine's journal.</summary>
    public static SqliteConnection Connect(DirectoryInfo folder, string schema)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder.FullName, "journal.db"), Pooling = false };
        var connection = new SqliteConnection(settings.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; " + schema;
        command.ExecuteNonQuery();
        return connection;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }
}

using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Benchmarks.Layouts;

/// <summary>Commits of one row each, one after the other and each on disk before the next begins: nothing can be durable sooner.</summary>
internal sealed class CommitLoop : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-commits-");
    private readonly SqliteConnection _connection;

    public CommitLoop()
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = LayoutJournal.Connect(_folder, "CREATE TABLE log (seq INTEGER PRIMARY KEY, data BLOB NOT NULL)");
    }

    /// <summary>Commits so often, and returns how long each took, in microseconds.</summary>
    public double[] Run(int commits, int rowBytes)
    {
        using var commands = new LayoutCommands(_connection);
        var row = new byte[rowBytes];
        new Random(1).NextBytes(row);
        var durations = new double[commits];
        for (var commit = 0; commit < commits; commit++)
        {
            var start = Stopwatch.GetTimestamp();
            commands.Run("BEGIN IMMEDIATE");
            commands.Run("INSERT INTO log VALUES (?1, ?2)", [commit], row);
            commands.Run("COMMIT");
            durations[commit] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return durations;
    }

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }
}

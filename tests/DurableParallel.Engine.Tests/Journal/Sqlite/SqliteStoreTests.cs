using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Journal.Sqlite.Files;

namespace DurableParallel.Engine.Tests.Journal;

public class SqliteStoreTests
{
    [Test]
    public void Commit_WhileRowsAreRead_IsNeverRefused()
    {
        using var journal = new TempJournal();
        JournalFile.EnsureUsable(journal.Path);
        using var store = SqliteStore.Open(journal.Path, maxPageCount: null);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ReadUntil(store, stop.Token), TaskCreationOptions.LongRunning)).ToArray();

        var write = () => WriteCommits(store, 1_500);

        write.Should().NotThrow();
        stop.Cancel();
        var read = () => Task.WaitAll(readers);
        read.Should().NotThrow();
    }

    private static void WriteCommits(SqliteStore store, int count)
    {
        for (var commit = 1; commit <= count; commit++)
        {
            store.Begin();
            store.AppendLog(commit, [1, 2, 3]);
            store.Commit();
        }
    }

    private static void ReadUntil(SqliteStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            store.ReadRecords(1);
        }
    }
}

using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Files;

namespace DurableParallel.Engine.Tests.Journal;

public class JournalStoreTests
{
    [Test]
    public void Commit_WhileRowsAreRead_IsNeverRefused()
    {
        using var journal = new TempJournal();
        JournalFile.EnsureUsable(journal.Path);
        using var store = JournalStore.Open(journal.Path, maxPageCount: null);
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(() => ReadUntil(store, stop.Token), TaskCreationOptions.LongRunning)).ToArray();

        var write = () => WriteCommits(store, 1_500);

        write.Should().NotThrow();
        stop.Cancel();
        var read = () => Task.WaitAll(readers);
        read.Should().NotThrow();
    }

    private static void WriteCommits(JournalStore store, int count)
    {
        for (var commit = 1; commit <= count; commit++)
        {
            store.Begin();
            store.AppendLog(commit, [1, 2, 3]);
            store.Commit();
        }
    }

    private static void ReadUntil(JournalStore store, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            store.ReadRecords(1);
        }
    }
}

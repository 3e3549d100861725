using DurableParallel.Engine;

namespace DurableParallel.Benchmarks;

/// <summary>An engine on a journal of its own, on the disk that holds the temporary files.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-bench-");

    public Task<DurableEngine> OpenAsync() =>
        DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = Path.Combine(_folder.FullName, "journal.db") });

    public void Dispose() => _folder.Delete(recursive: true);
}

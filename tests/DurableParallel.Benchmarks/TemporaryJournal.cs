using DurableParallel.Engine;

namespace DurableParallel.Benchmarks;

/// <summary>An engine on a journal of its own, on the disk that holds the temporary files.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-bench-");

    public Task<DurableEngine> OpenAsync(Func<DurableEngineOptions, DurableEngineOptions>? configure = null)
    {
        var options = new DurableEngineOptions { JournalPath = Path.Combine(_folder.FullName, "journal.db") };
        return DurableEngine.OpenAsync(configure?.Invoke(options) ?? options);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

using DurableParallel.Engine;

namespace DurableParallel.Benchmarks;

/// <summary>An engine on a journal of its own, on the disk that holds the temporary files.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    public const string FileName = "journal.db";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("durable-bench-");

    public string Folder => _folder.FullName;

    public string JournalPath => Path.Combine(Folder, FileName);

    public Task<DurableEngine> OpenAsync(Func<DurableEngineOptions, DurableEngineOptions>? configure = null) => OpenAsync(JournalPath, configure);

    public static Task<DurableEngine> OpenAsync(string path, Func<DurableEngineOptions, DurableEngineOptions>? configure = null)
    {
        var options = new DurableEngineOptions { JournalPath = path };
        return DurableEngine.OpenAsync(configure?.Invoke(options) ?? options);
    }

    /// <summary>The same files once more, as they are at this moment.</summary>
    public TemporaryJournal Copy()
    {
        var copy = new TemporaryJournal();
        foreach (var file in _folder.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(copy.Folder, file.Name));
        }

        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

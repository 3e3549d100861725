namespace DurableParallel.Engine.Tests;

/// <summary>A directory of its own for a journal, gone after the test.</summary>
internal sealed class TempJournal : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-parallel-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "journal.db");

    /// <summary>The file and its write-ahead log as a crash would leave them now, the log cut to a length.</summary>
    public TempJournal CopyCrashed(long? walLength = null)
    {
        var copy = new TempJournal();
        File.Copy(Path, copy.Path);
        using var source = new FileStream(Path + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.Create(copy.Path + "-wal");
        source.CopyTo(target);
        target.SetLength(walLength ?? source.Length);
        return copy;
    }

    public void Dispose() => _directory.Delete(recursive: true);
}

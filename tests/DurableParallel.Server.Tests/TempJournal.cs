namespace DurableParallel.Server.Tests;

/// <summary>A directory of its own for a journal, gone after the test.</summary>
internal sealed class TempJournal : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-parallel-");

    public string Path => At("journal.db");

    public string At(string name) => System.IO.Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);
}

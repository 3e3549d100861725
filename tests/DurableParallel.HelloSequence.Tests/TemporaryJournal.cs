namespace DurableParallel.HelloSequence.Tests;

/// <summary>A journal in a directory of its own, gone after the test.</summary>
internal sealed class TemporaryJournal : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hello-sequence-");

    public string Path => System.IO.Path.Combine(_directory.FullName, "journal.db");

    public void Dispose() => _directory.Delete(recursive: true);
}

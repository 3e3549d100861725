namespace DurableParallel.Reliability;

/// <summary>A folder for one journal, in memory where the system has such a place: nothing in it has to outlive the machine.</summary>
internal sealed class TempFolder : IDisposable
{
    private static readonly string[] Endings = ["", "-wal", "-shm"];
    private readonly DirectoryInfo _folder;

    public TempFolder(bool isInMemory = true) =>
        _folder = isInMemory && Directory.Exists("/dev/shm")
            ? Directory.CreateDirectory(Path.Combine("/dev/shm", "durable-reliability-" + Path.GetRandomFileName()))
            : Directory.CreateTempSubdirectory("durable-reliability-");

    public string Root => _folder.FullName;

    public string Journal => Path.Combine(Root, "journal.db");

    /// <summary>The journal's files as a crash would leave them now, by the ending of their names.</summary>
    public IReadOnlyDictionary<string, byte[]> Read()
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var ending in Endings.Where(ending => File.Exists(Journal + ending)))
        {
            using var file = new FileStream(Journal + ending, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            files.Add(ending, bytes);
        }

        return files;
    }

    public void Write(IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var (ending, bytes) in files)
        {
            File.WriteAllBytes(Journal + ending, bytes);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

namespace DurableParallel.Contract.Hosts;

/// <summary>
/// Folders for journals: in memory where the system has such a place and it is large enough, because no journal of the
/// suite has to outlive the machine, and thousands of them would wait for a disk.
/// </summary>
internal static class JournalFolder
{
    private const string Memory = "/dev/shm";
    private const long SmallestSpace = 1L << 30;
    private static readonly bool IsInMemory = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace >= SmallestSpace;

    /// <summary>Makes a fresh folder, which the caller deletes.</summary>
    public static DirectoryInfo Create() => IsInMemory
        ? Directory.CreateDirectory(Path.Combine(Memory, "durable-contract-" + Path.GetRandomFileName()))
        : Directory.CreateTempSubdirectory("durable-contract-");
}

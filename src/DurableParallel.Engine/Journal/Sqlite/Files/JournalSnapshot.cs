namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>What a journal's files looked like when they were opened for reading. The files are not opened for it.</summary>
/// <param name="HasLog">Whether there was a write-ahead log. SQLite reads that by itself; without one it would not notice that an engine begins.</param>
/// <param name="Length">How many bytes the file had.</param>
/// <param name="Changed">When it was written last.</param>
internal sealed record JournalSnapshot(bool HasLog, long Length, DateTime Changed)
{
    /// <summary>What is there now; null when there is no file.</summary>
    public static JournalSnapshot? Of(string path) => new FileInfo(path) is { Exists: true } file
        ? new JournalSnapshot(File.Exists(path + "-wal"), file.Length, file.LastWriteTimeUtc)
        : null;

    /// <summary>Refuses what was read without a write-ahead log once an engine has opened the journal.</summary>
    /// <exception cref="DurableException">An engine has.</exception>
    public void Require(string path)
    {
        if (!HasLog && Of(path) != this)
        {
            throw new DurableException(
                EngineErrorCodes.JournalChanged,
                $"An engine has opened the journal '{path}' since it was opened for reading. Open it for reading again.");
        }
    }
}

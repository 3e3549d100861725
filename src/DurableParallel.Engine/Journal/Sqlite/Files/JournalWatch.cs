namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>Looks whether the journal's file and its write-ahead log are still those that were opened. One thread at a time.</summary>
internal sealed class JournalWatch
{
    private readonly (string Path, FileIdentity? Opened)[] _files;
    private readonly TimeSpan _interval;
    private long _lastLook;

    /// <param name="path">The journal's file, which is open.</param>
    /// <param name="interval">How often <see cref="Look"/> looks at most.</param>
    public JournalWatch(string path, TimeSpan interval)
    {
        _interval = interval;
        _files = [Identify(path), Identify(path + "-wal")];
        _lastLook = TimeProvider.System.GetTimestamp();
    }

    /// <summary>Looks, unless it has just done so.</summary>
    /// <exception cref="JournalLostException">A file is gone, or another one is in its place.</exception>
    public void Look()
    {
        var now = TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_lastLook, now) >= _interval)
        {
            _lastLook = now;
            if (FindLost() is { } lost)
            {
                throw JournalLostException.FileGone(lost);
            }
        }
    }

    /// <summary>The path of a file that is gone or replaced; null when both are there.</summary>
    public string? FindLost()
    {
        foreach (var (path, opened) in _files)
        {
            if (opened is { } known && !(FileIdentity.Read(path) is { } found && found.IsSame(known)))
            {
                return path;
            }
        }

        return null;
    }

    private static (string Path, FileIdentity? Opened) Identify(string path) => (path, FileIdentity.Read(path));
}

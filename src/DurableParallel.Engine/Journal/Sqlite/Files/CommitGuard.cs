using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DurableParallel.Engine.Journal.Sqlite.Files;

/// <summary>
/// Sees to it that a commit goes into the journal that was opened, and that this engine alone writes to it. What another
/// program commits is found in the transaction that follows it, since SQLite counts the changes of other connections.
/// </summary>
internal sealed class CommitGuard : IDisposable
{
    private readonly string _path;
    private readonly StoreSettings _settings;
    private readonly Statement _begin;
    private readonly Statement _version;
    private readonly JournalWatch _watch;
    private readonly long _ownVersion;
    private volatile bool _givesUp;

    public CommitGuard(sqlite3 database, string path, StoreSettings settings)
    {
        _path = path;
        _settings = settings;
        _begin = new Statement(database, "BEGIN IMMEDIATE");
        try
        {
            _version = new Statement(database, "PRAGMA data_version");
            _ownVersion = ReadVersion();
            _watch = new JournalWatch(path, settings.WatchInterval);
        }
        catch
        {
            _begin.Dispose();
            _version?.Dispose();
            throw;
        }
    }

    /// <summary>Begins a transaction. Waits while another program has the file locked, until <see cref="GiveUp"/>.</summary>
    /// <exception cref="JournalLostException">Another program wrote to the journal.</exception>
    public void Begin()
    {
        while (!TryBegin())
        {
            _settings.OnBusy?.Invoke();
        }

        if (ReadVersion() != _ownVersion)
        {
            throw JournalLostException.WrittenByOther(_path);
        }
    }

    /// <summary>Looks, now and then, whether what was just committed is in the files that were opened.</summary>
    /// <exception cref="JournalLostException">It is not.</exception>
    public void OnCommitted() => _watch.Look();

    /// <summary>Whether the files that were opened are gone. Then SQLite must not tidy up by their names.</summary>
    public bool HasLostFiles => _watch.FindLost() is not null;

    /// <summary>From now on a lock of another program is a fault once it has lasted for one attempt. Safe from any thread.</summary>
    public void GiveUp() => _givesUp = true;

    public void Dispose()
    {
        _begin.Dispose();
        _version.Dispose();
    }

    private bool TryBegin()
    {
        try
        {
            _begin.Run();
            return true;
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == raw.SQLITE_BUSY && !_givesUp)
        {
            return false;
        }
    }

    private long ReadVersion()
    {
        try
        {
            _version.Step();
            return _version.Number(0);
        }
        finally
        {
            _version.Reset();
        }
    }
}

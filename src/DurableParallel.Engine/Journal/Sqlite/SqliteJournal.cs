using DurableParallel.Engine.Journal.Sqlite.Files;
using DurableParallel.Engine.Journal.Sqlite.Wal;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Journal.Sqlite;

/// <summary>Opens a journal that is one SQLite file.</summary>
internal static class SqliteJournal
{
    /// <summary>Takes the journal's lock, makes the file where there is none, and opens it.</summary>
    /// <exception cref="JournalLockedException">Another engine has it, and had it still when the time for waiting was over.</exception>
    /// <exception cref="JournalDamagedException">The file is not a journal, or a damaged one.</exception>
    /// <exception cref="DurableException">The journal is of a later version, or its files cannot be opened.</exception>
    public static async Task<OpenedJournal> OpenAsync(DurableEngineOptions options, CancellationToken cancellationToken)
    {
        try
        {
            options = options with { JournalPath = JournalFile.Resolve(options.JournalPath) };
            Directory.CreateDirectory(Path.GetDirectoryName(options.JournalPath)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw JournalFile.Unreachable(options.JournalPath, fault);
        }

        var held = await JournalLockWait.AcquireAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            JournalFile.EnsureUsable(options.JournalPath);
            var torn = WalInspector.CountTornBytes(options.JournalPath + "-wal", options.JournalPath + "-shm");
            return new OpenedJournal(options, SqliteStore.Open(options.JournalPath, options.JournalMaxPageCount, SettingsOf(options), held), torn);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw JournalFile.Unreachable(options.JournalPath, fault);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a journal that another engine may have, to look at it.</summary>
    /// <exception cref="JournalDamagedException">The file is not a journal, or a damaged one.</exception>
    /// <exception cref="DurableException">There is none, or it is of another version, or its files cannot be opened.</exception>
    public static OpenedJournal OpenReadOnly(DurableEngineOptions options)
    {
        try
        {
            options = options with { JournalPath = JournalFile.Resolve(Path.GetFullPath(options.JournalPath)) };
            return new OpenedJournal(options, SqliteStore.OpenReadOnly(options.JournalPath), TornBytes: 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw JournalFile.Unreachable(options.JournalPath, fault);
        }
    }

    private static StoreSettings SettingsOf(DurableEngineOptions options)
    {
        var logger = GuardedLoggerFactory.Around(options.LoggerFactory).CreateLogger<DurableEngine>();
        return new StoreSettings
        {
            BusyTime = options.JournalBusyTime,
            WatchInterval = options.JournalWatchInterval,
            OnBusy = () => logger.JournalBusy(options.JournalPath),
        };
    }
}

using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Logging;

namespace DurableParallel.Engine;

/// <content>Reading a journal that another engine may run.</content>
public sealed partial class DurableEngine
{
    /// <summary>
    /// Opens a journal to look at what it holds at this moment, whether an engine runs it or not, in this process or another,
    /// which goes on undisturbed. No lock is taken, nothing is written, and nothing is created but the index that SQLite itself
    /// needs beside a write-ahead log. All members that read work, functions need not be registered, and what would change the
    /// journal is refused. What is recorded later does not show: open it again. Executions are blocked only where that is on record.
    /// </summary>
    /// <param name="path">The journal's file.</param>
    /// <param name="cancellationToken">Asked before anything is done.</param>
    /// <returns>An engine that only reads. Dispose it, which closes the file.</returns>
    /// <exception cref="JournalDamagedException">The file is not a journal, or a damaged one.</exception>
    /// <exception cref="DurableException">
    /// There is no such file, or it cannot be read (DP4048); an earlier version wrote it, and reading does not bring it up to date
    /// (DP4049); a later version wrote it (DP4003); or an engine began to write to it meanwhile (DP4051).
    /// </exception>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public static Task<DurableEngine> OpenReadOnlyAsync(string path, CancellationToken cancellationToken = default) => string.IsNullOrEmpty(path)
        ? Task.FromException<DurableEngine>(new ArgumentException("A journal has a path; this one is null or empty. Pass the path of the journal's file.", nameof(path)))
        : OpenReadOnlyAsync(new DurableEngineOptions { JournalPath = path }, cancellationToken);

    /// <summary>Opens a journal to look at what it holds at this moment; see <see cref="OpenReadOnlyAsync(string, CancellationToken)"/>.</summary>
    /// <param name="options">The path, the serializer, the logger and the clock. What concerns running and writing does not count.</param>
    /// <param name="cancellationToken">Asked before anything is done.</param>
    /// <returns>An engine that only reads. Dispose it, which closes the file.</returns>
    /// <exception cref="JournalDamagedException">The file is not a journal, or a damaged one.</exception>
    /// <exception cref="DurableException">It cannot be opened, as above.</exception>
    public static Task<DurableEngine> OpenReadOnlyAsync(DurableEngineOptions options, CancellationToken cancellationToken = default)
    {
        if (options is null)
        {
            return Task.FromException<DurableEngine>(new ArgumentNullException(nameof(options)));
        }

        var copy = options with { OnEnded = null, Retention = null, Serving = null, JournalFaults = null };
        return Task.Run(() => OpenReadOnly(copy), cancellationToken);
    }

    /// <summary>Refuses what would change the journal of an engine that only reads.</summary>
    /// <exception cref="EngineReadOnlyException">It only reads.</exception>
    internal void ThrowIfUnchangeable(string action)
    {
        ThrowIfUnusable();
        RefuseIfReadOnly(action);
    }

    /// <inheritdoc cref="ThrowIfUnchangeable"/>
    private void RefuseIfReadOnly(string action)
    {
        if (IsReadOnly)
        {
            throw EngineReadOnlyException.Refuses(action, _options.JournalPath);
        }
    }

    /// <summary>Refuses to wait for an end that cannot come.</summary>
    /// <exception cref="EngineReadOnlyException">The engine only reads, and the execution has not ended.</exception>
    internal void ThrowIfNeverEnding(Execution execution)
    {
        ThrowIfUnusable();
        if (IsReadOnly && execution.Status == ExecutionStatus.Running)
        {
            throw EngineReadOnlyException.NotEnded(execution.DisplayName, _options.JournalPath);
        }
    }

    private static DurableEngine OpenReadOnly(DurableEngineOptions options)
    {
        var journal = SqliteJournal.OpenReadOnly(options);
        var engine = new DurableEngine(journal);
        engine._services.Logger.JournalRead(journal.Options.JournalPath, engine.Recovery.RecordsRead);
        return engine;
    }

    private RecoveryReport ReadOnce()
    {
        RecoveryReport? report = null;
        try
        {
            _store.ReadAtOnce(() => report = Recover(torn: 0));
        }
        catch (Exception fault) when (_store.IsDamage(fault))
        {
            throw JournalDamagedException.Unreadable(_options.JournalPath, fault);
        }

        _recovery.Rest();

        // Nothing is written, whatever asks for it.
        _journal.Kill();
        return report!;
    }
}

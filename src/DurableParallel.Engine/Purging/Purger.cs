using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine.Purging;

/// <summary>
/// One purge: deletes rows of ended executions in batches small enough to go along with other commits, then gives free
/// pages back. Rows are deleted only when the log before their end is gone, from where they would come back; so those that
/// keep such a log are moved out of it first.
/// </summary>
internal sealed class Purger(JournalWriter journal, ExecutionTable executions, Selection selection, Func<CancellationToken, Task>? pauseAsync = null)
{
    private const int RowsPerCommit = 256;
    private const int PagesPerCommit = 256;

    // What the log and new rows use again soon: 4 MB.
    private const long FreePagesKept = 1024;

    // A commit moves about two thousand; one that is too large to be moved holds the log for good.
    private const int FruitlessRounds = 64;

    private long _purged;
    private long _freePages;

    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var notYet = new List<IPurgeTarget>();
        foreach (var targets in executions.Find(selection, after: null, cancellationToken).Where(found => found.Facts.IsEnded).SelectMany(found => executions.Runs.RunsOf(found.Execution)).Chunk(RowsPerCommit))
        {
            notYet.AddRange((await PurgeAsync(targets, cancellationToken).ConfigureAwait(false)).NotYet);
        }

        await PurgeLateAsync(notYet, cancellationToken).ConfigureAwait(false);
        while (_purged > 0 && _freePages > FreePagesKept)
        {
            var pages = (int)Math.Min(PagesPerCommit, _freePages - FreePagesKept);
            await CommitAsync(new PurgeBatch([], pages), cancellationToken).ConfigureAwait(false);
        }

        return _purged;
    }

    private async Task PurgeLateAsync(List<IPurgeTarget> late, CancellationToken cancellationToken)
    {
        long head = 0;
        for (var fruitless = 0; late.Count > 0 && fruitless < FruitlessRounds; fruitless++)
        {
            var before = (head, late.Count);
            var stillLate = new List<IPurgeTarget>();
            foreach (var targets in late.Chunk(RowsPerCommit))
            {
                var batch = await PurgeAsync(targets, cancellationToken).ConfigureAwait(false);
                stillLate.AddRange(batch.NotYet);
                head = batch.LogHead;
            }

            late = stillLate;
            fruitless = before == (head, late.Count) ? fruitless : -1;
        }
    }

    private async Task<PurgeBatch> PurgeAsync(IReadOnlyList<IPurgeTarget> targets, CancellationToken cancellationToken)
    {
        var batch = new PurgeBatch(targets);
        await CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        return batch;
    }

    private async Task CommitAsync(PurgeBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!journal.Run(batch))
        {
            throw new EngineStoppedException("The engine was stopped before everything was purged. What was not is purged when it is asked for again.");
        }

        await batch.Done.ConfigureAwait(false);
        _purged += batch.Purged;
        _freePages = batch.FreePages;
        if (pauseAsync is not null)
        {
            await pauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}

using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>
/// The views of the executions that were asked for last, since a page asks for many parts of one. A view is good until more is on
/// record. While the execution runs it is good for some more time, twice as long as making it has taken, so that those who watch a
/// large one do not have it read over and over. Safe from any thread.
/// </summary>
internal sealed class ViewCache(TimeProvider clock)
{
    private const int Most = 6;
    private const long MostWeight = 3_000_000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(400);

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = [];

    /// <summary>The view of an execution.</summary>
    /// <exception cref="ExecutionNotFoundException">It was purged.</exception>
    public async Task<ExecutionView> GetAsync(ExecutionHandle execution, CancellationToken cancellationToken)
    {
        var entry = EntryOf((execution.Arn, execution.RunNumber));

        // One at a time makes the view; the others wait for it.
        await entry.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (entry.View is { } known && IsGood(entry, known, execution))
            {
                return known;
            }

            var begun = clock.GetTimestamp();
            var version = execution.HistoryVersion;
            var snapshot = await execution.ReadSnapshotAsync(cancellationToken).ConfigureAwait(false);
            var view = new ExecutionView(execution, snapshot, version, clock.GetUtcNow());
            entry.Made = clock.GetTimestamp();
            entry.Took = clock.GetElapsedTime(begun, entry.Made);
            entry.View = view;
            Trim();
            return view;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private bool IsGood(Entry entry, ExecutionView view, ExecutionHandle execution)
    {
        if (!view.IsRunning)
        {
            return view.Version == execution.HistoryVersion && execution.Status == view.Tree.Status && !execution.IsPurged;
        }

        // Steps begin without a record, so that a view of a running execution grows old by itself.
        var age = clock.GetElapsedTime(entry.Made);
        return execution.Status == view.Tree.Status && (age < 2 * entry.Took || (age < Moment && view.Version == execution.HistoryVersion));
    }

    private Entry EntryOf((string Arn, int Run) key)
    {
        lock (_lock)
        {
            var node = _entries.First;
            while (node is not null && node.Value.Key != key)
            {
                node = node.Next;
            }

            if (node is null)
            {
                node = new LinkedListNode<Entry>(new Entry(key));
            }
            else
            {
                _entries.Remove(node);
            }

            _entries.AddFirst(node);
            while (_entries.Count > Most)
            {
                _entries.RemoveLast();
            }

            return node.Value;
        }
    }

    private void Trim()
    {
        lock (_lock)
        {
            long weight = 0;
            foreach (var entry in _entries)
            {
                weight += entry.View?.Weight ?? 0;
                if (weight > MostWeight && entry != _entries.First!.Value)
                {
                    entry.View = null;
                }
            }
        }
    }

    private sealed class Entry((string Arn, int Run) key)
    {
        private ExecutionView? _view;

        public (string Arn, int Run) Key => key;

        public SemaphoreSlim Gate { get; } = new(1);

        public ExecutionView? View
        {
            get => Volatile.Read(ref _view);
            set => Volatile.Write(ref _view, value);
        }

        public long Made { get; set; }

        public TimeSpan Took { get; set; }
    }
}

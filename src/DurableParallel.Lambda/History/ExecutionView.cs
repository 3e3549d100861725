using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.History;

/// <summary>All that an invocation knows of its execution: what it was given, and what checkpoints answered since. Safe from any thread.</summary>
internal sealed class ExecutionView
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WireOperation> _byId = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Dictionary<string, WireOperation> _pending = new(StringComparer.Ordinal);

    /// <summary>The execution's own operation; null when the service has not given it.</summary>
    public WireOperation? Execution { get; private set; }

    /// <summary>Whether something is pending, which is when a service lets an invocation end and wait.</summary>
    public bool HasPending
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count > 0;
            }
        }
    }

    /// <summary>An operation as it is now; null when it is not on record.</summary>
    public WireOperation? Find(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>What is on record now, in the order of the starts.</summary>
    public List<WireOperation> ToList()
    {
        lock (_lock)
        {
            return _order.ConvertAll(id => _byId[id]);
        }
    }

    /// <summary>When time changes something next; null when nothing waits for time alone. What should have changed before then is left out.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        lock (_lock)
        {
            foreach (var operation in _pending.Values)
            {
                if (WireMapping.DueOf(operation) is { } due && due > after && (next is null || due < next))
                {
                    next = due;
                }
            }
        }

        return next;
    }

    /// <summary>
    /// Takes what the service says, and returns what the service itself has changed. A state that is older than the one
    /// known, because an answer repeats it, changes nothing.
    /// </summary>
    public List<WireOperation> Merge(IReadOnlyList<WireOperation>? operations)
    {
        List<WireOperation> news = [];
        lock (_lock)
        {
            foreach (var operation in operations ?? [])
            {
                if (operation.Type == OperationType.Execution)
                {
                    Execution ??= operation;
                    continue;
                }

                if (!_byId.TryGetValue(operation.Id, out var known))
                {
                    _order.Add(operation.Id);
                }
                else if (IsBehind(operation, known))
                {
                    continue;
                }

                if (IsNews(known, operation))
                {
                    news.Add(operation);
                }

                _byId[operation.Id] = operation;
                if (WireMapping.IsPending(operation))
                {
                    _pending[operation.Id] = operation;
                }
                else
                {
                    _pending.Remove(operation.Id);
                }
            }
        }

        return news;
    }

    private static bool IsBehind(WireOperation operation, WireOperation known) =>
        OperationProgress.IsBehind(operation.Status, operation.StepDetails?.Attempt ?? 0, known.Status, known.StepDetails?.Attempt ?? 0);

    private static bool IsNews(WireOperation? known, WireOperation now) => OperationKinds.Of(now.Type).Pending switch
    {
        OperationStatus.Started => now.Status != OperationStatus.Started && known?.Status != now.Status,
        OperationStatus.Pending => now.Status == OperationStatus.Ready
            && (known?.Status != OperationStatus.Ready || known.StepDetails?.Attempt != now.StepDetails?.Attempt),
        _ => false,
    };
}

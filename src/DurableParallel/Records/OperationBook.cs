namespace DurableParallel.Records;

/// <summary>
/// The operations of one execution whose host records its updates as they are, and has one clock: what is due when. It applies
/// <see cref="OperationRules"/> and refuses nothing: its host checks an update first. Not safe for threads.
/// </summary>
internal sealed class OperationBook : OperationBook<OperationEntry>
{
    // What has changed since stays in it until its turn comes, and is skipped then.
    private readonly PriorityQueue<OperationEntry, (DateTimeOffset Due, int Order)> _due = new();
    private int _updates;

    /// <summary>When the first wait, retry or limit of a callback is due that is still pending; null when there is none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_due.TryPeek(out var entry, out var priority))
            {
                if (entry.Record.DueTimestamp == priority.Due && entry.IsPending)
                {
                    return priority.Due;
                }

                _due.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Records what the function asks for, which is legal.</summary>
    /// <param name="update">What it asks for. Its parent is on record.</param>
    /// <param name="now">When it is recorded.</param>
    /// <returns>The operation after it.</returns>
    public OperationEntry Apply(in OperationUpdate update, DateTimeOffset now)
    {
        var entry = Find(update.Id);
        var record = OperationRules.After(entry?.Record, update, now);
        if (entry is null)
        {
            entry = new OperationEntry(update.Id, Entries.Count + 1, update.ParentId is { } parent ? Find(parent) : null, record);
            TryAdd(entry);
        }

        Replace(entry, record);
        _updates++;
        Delay(entry);
        return entry;
    }

    /// <summary>Ends the waits and the callbacks, and readies the retries, that are due by then, in the order of their due times, and returns them.</summary>
    /// <param name="now">By when.</param>
    /// <param name="isHeld">Whether the time of one does not count, until <see cref="Renew"/>; null for none.</param>
    public List<OperationEntry> CompleteDue(DateTimeOffset now, Func<OperationEntry, bool>? isHeld = null)
    {
        var changed = new List<OperationEntry>();
        while (NextDue is { } due && due <= now)
        {
            var entry = _due.Dequeue();
            if (isHeld?.Invoke(entry) == true)
            {
                continue;
            }

            Replace(entry, OperationRules.AfterDue(entry.Record, now));
            changed.Add(entry);
        }

        return changed;
    }

    /// <summary>The outside, or another execution, has ended an operation that is pending.</summary>
    /// <param name="entry">The operation.</param>
    /// <param name="status">How it has ended.</param>
    /// <param name="payload">Its result; null for none.</param>
    /// <param name="error">Its error; null for none.</param>
    /// <param name="now">When it ends.</param>
    public void End(OperationEntry entry, OperationStatus status, string? payload, DurableError? error, DateTimeOffset now) =>
        Replace(entry, entry.Record with { Status = status, Payload = payload, Error = error, EndTimestamp = now, DueTimestamp = null });

    /// <summary>A callback that is pending has sent a heartbeat: its heartbeat interval begins again.</summary>
    public void Heartbeat(OperationEntry callback, DateTimeOffset now)
    {
        var record = callback.Record;
        Replace(callback, record with { DueTimestamp = record.Options!.DueAt(record.StartTimestamp, now) });
        Delay(callback);
    }

    /// <summary>The time of an operation counts again.</summary>
    public void Renew(OperationEntry entry) => Delay(entry);

    private void Delay(OperationEntry entry)
    {
        if (entry.Record.DueTimestamp is { } due)
        {
            _due.Enqueue(entry, (due, _updates));
        }
    }
}

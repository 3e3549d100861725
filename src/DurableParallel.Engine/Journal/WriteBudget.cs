namespace DurableParallel.Engine.Journal;

/// <summary>
/// Counts the bytes that wait for the disk, and lets callers wait until there are fewer. What is handed to the journal is
/// counted and never waits, so the writer, and whatever frees bytes, cannot wait for itself: only calls from outside wait,
/// and functions are held before they run on. Safe from any thread.
/// </summary>
/// <param name="limit">From how many bytes on there is no room.</param>
internal sealed class WriteBudget(long limit)
{
    // What an entry of the journal takes beside its record.
    private const int EntryBytes = 64;
    private const long LargestPortion = 16 * 1024;
    private const int PortionsOfLimit = 64;
    private readonly Lock _gate = new();
    private readonly Queue<Request> _waiting = [];
    private long _bytes;
    private int _waitingCount;

    // Read before everything that runs, where the bytes change all the time: far from the limit no core looks at them.
    private volatile bool _isNearLimit;
    private volatile bool _admitsAll;
    private volatile bool _isOpen;

    /// <summary>Told when bytes were given back and there is room; set before anything is counted.</summary>
    public Action? OnRoom { get; set; }

    /// <summary>Whether there is no room.</summary>
    public bool IsSpent => _isNearLimit && Bytes >= limit && !_isOpen;

    /// <summary>
    /// How many bytes may be counted late. Counting each record on its own would cost more than it is worth, as the count
    /// is shared by all cores.
    /// </summary>
    public long Portion { get; } = Math.Min(limit / PortionsOfLimit, LargestPortion);

    /// <summary>What waits for the disk, and what was promised to callers that are about to hand it over.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many callers wait for room.</summary>
    public int WaitingCount => Volatile.Read(ref _waitingCount);

    /// <summary>What a record of this length counts for.</summary>
    public static long CostOf(int length) => length + EntryBytes;

    /// <summary>What a payload that is about to be recorded counts for.</summary>
    public static long CostOf(string? payload) => CostOf(payload?.Length ?? 0);

    /// <summary>Counts bytes, whether there is room or not.</summary>
    public void Add(long bytes) => Look(Interlocked.Add(ref _bytes, bytes));

    /// <summary>Gives bytes back. Those who wait go on in their order, as far as there is room.</summary>
    public void Return(long bytes)
    {
        var left = Interlocked.Add(ref _bytes, -bytes);
        if (_isNearLimit && left < limit / 4)
        {
            _isNearLimit = false;

            // Whoever counted bytes before this has not seen it, and whoever does so after this sets it again.
            Interlocked.MemoryBarrier();
            Look(Bytes);
        }

        if (Volatile.Read(ref _waitingCount) > 0)
        {
            LetIn();
        }

        if (!IsSpent)
        {
            OnRoom?.Invoke();
        }
    }

    /// <summary>Counts bytes when there is room for them, at once or later. They must be given back.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="cancellationToken">Ends the waiting; nothing is counted then.</param>
    public Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _waitingCount) == 0 && TryTake(bytes))
        {
            return Task.CompletedTask;
        }

        var request = new Request(bytes);
        lock (_gate)
        {
            _waiting.Enqueue(request);
            Volatile.Write(ref _waitingCount, _waiting.Count);
        }

        // Whoever made room before the request was there has not seen it.
        Interlocked.MemoryBarrier();
        LetIn();
        return WaitAsync(request, cancellationToken);
    }

    /// <summary>Callers wait no longer, since nothing new is taken. Functions are still held.</summary>
    public void AdmitAll()
    {
        _admitsAll = true;
        LetIn();
    }

    /// <summary>Nothing waits any more: nothing is written any more.</summary>
    public void Open()
    {
        _isOpen = true;
        AdmitAll();
        OnRoom?.Invoke();
    }

    private async Task WaitAsync(Request request, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.UnsafeRegister(static (request, token) => ((Request)request!).TrySetCanceled(token), request);
        await using (registration.ConfigureAwait(false))
        {
            try
            {
                await request.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It may have stood before others that there is room for.
                LetIn();
                throw;
            }
        }
    }

    private void LetIn()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next))
            {
                var isCanceled = next.Task.IsCompleted;
                if (!isCanceled && !TryTake(next.Bytes))
                {
                    break;
                }

                _waiting.Dequeue();
                if (!isCanceled && !next.TrySetResult())
                {
                    // It was canceled at this moment.
                    Interlocked.Add(ref _bytes, -next.Bytes);
                }
            }

            Volatile.Write(ref _waitingCount, _waiting.Count);
        }
    }

    // More than the limit would never fit, and is let in when half of it is free.
    private bool TryTake(long bytes)
    {
        var needed = Math.Min(bytes, limit / 2);
        var before = Bytes;
        while (_admitsAll || before == 0 || before + needed <= limit)
        {
            var seen = Interlocked.CompareExchange(ref _bytes, before + bytes, before);
            if (seen == before)
            {
                Look(before + bytes);
                return true;
            }

            before = seen;
        }

        return false;
    }

    private void Look(long bytes)
    {
        if (bytes >= limit / 2 && !_isNearLimit)
        {
            _isNearLimit = true;
        }
    }

    private sealed class Request(long bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Bytes => bytes;
    }
}

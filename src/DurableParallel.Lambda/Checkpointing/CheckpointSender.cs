using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>
/// The ordered way of one invocation to the service: a queue, and one call in flight. What nobody awaits, the START of a
/// step or a context, does not make a call of its own while its body may end at once: it goes with whatever is awaited
/// next, or when its body is seen to go on, or after a moment. Nothing that is awaited waits for more than the call in flight.
/// </summary>
internal sealed class CheckpointSender : ICheckpointPort, IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly Queue<QueuedUpdate> _queue = new();
    private readonly Dictionary<string, OperationId> _ids = new(StringComparer.Ordinal);
    private readonly SenderContext _context;
    private readonly ITimer _linger;
    private TaskCompletionSource? _drained;
    private HostFaultException? _fault;
    private string? _token;
    private int _awaited;
    private bool _isLingering;
    private bool _isPumping;
    private bool _isUrgent;
    private bool _isPolling;
    private bool _isEnded;

    public CheckpointSender(SenderContext context, string checkpointToken)
    {
        _context = context;
        _token = checkpointToken;
        _linger = context.QuietClock.CreateTimer(static sender => ((CheckpointSender)sender!).Expedite(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        _context.OnSubmitting?.Invoke(update);
        lock (_lock)
        {
            if (update.Type is not OperationType.Context)
            {
                _ids.TryAdd(update.Id.Hex, update.Id);
            }

            var wire = WireMapping.ToWire(update);
            wire = OperationSubTypes.Standard(wire.SubType) == wire.SubType ? wire : wire with { SubType = SubTypeOnRecord(wire) };
            Enqueue(new QueuedUpdate(update.Id, wire, waiter));
        }
    }

    /// <summary>AWS's checkpoints have no place for it, and an execution of the service none where it would show.</summary>
    public bool SetStatus(OperationId? context, string? status) => throw new FeatureNotSupportedException(
        nameof(DurableContext.SetStatus),
        "AWS Lambda's durable execution service",
        "keeps no status of an execution, and neither does the server, which speaks its protocol",
        "Write a log line, or record what is to be seen as the result of a step.");

    /// <summary>The service knows no operation that waits for an event.</summary>
    public void RequireEvents(string call) => throw FeatureNotSupportedException.Events(call);

    /// <summary>The execution's own end, for a result that an answer cannot carry. Nothing may be submitted after it.</summary>
    public void SubmitEnd(WireUpdate end)
    {
        lock (_lock)
        {
            Enqueue(new QueuedUpdate(null, end, null));
            _isUrgent = true;
            Wake();
        }
    }

    public void Expedite()
    {
        lock (_lock)
        {
            _isUrgent |= _queue.Count > 0;
            Wake();
        }
    }

    /// <summary>Asks for news, with a call that begins after this one.</summary>
    public void Poll()
    {
        lock (_lock)
        {
            _isPolling = true;
            Wake();
        }
    }

    /// <summary>The position of an operation that this invocation has recorded something of, contexts aside.</summary>
    public OperationId? IdOf(string hex)
    {
        lock (_lock)
        {
            return _ids.GetValueOrDefault(hex);
        }
    }

    public string CallbackIdOf(OperationId id) =>
        _context.View.Find(id.Hex)?.CallbackDetails?.CallbackId
        ?? throw new InvalidOperationException($"The callback {id} has no id, although its START was acknowledged.");

    /// <summary>Completes when all that was submitted is recorded, or cannot be any more; never faults.</summary>
    public Task<HostFaultException?> DrainAsync()
    {
        lock (_lock)
        {
            if (_fault is not null || (_queue.Count == 0 && !_isPumping))
            {
                return Task.FromResult(_fault);
            }

            _isUrgent = true;
            Wake();
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return WaitAsync(_drained.Task);
        }

        async Task<HostFaultException?> WaitAsync(Task drained)
        {
            await drained.ConfigureAwait(false);
            return _fault;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
        }

        _linger.Dispose();
    }

    // The service refuses an update whose subtype is not that of the operation's first one, whatever the option was then.
    private string? SubTypeOnRecord(WireUpdate update) =>
        _context.View.Find(update.Id)?.SubType ?? (_context.StandardSubTypesOnly ? OperationSubTypes.Standard(update.SubType) : update.SubType);

    private void Enqueue(QueuedUpdate update)
    {
        if (_fault is not null || _isEnded)
        {
            return;
        }

        _queue.Enqueue(update);
        if (update.Waiter is not null)
        {
            _awaited++;
            Wake();
        }
        else if (_queue.Count >= CheckpointBatch.MaxUpdates)
        {
            Wake();
        }
        else if (!_isLingering)
        {
            _isLingering = true;
            _linger.Change(Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private bool HasWork => _isPolling || (_queue.Count > 0 && (_isUrgent || _awaited > 0 || _queue.Count >= CheckpointBatch.MaxUpdates));

    /// <summary>In a work item of its own, so that whatever the caller is about to submit goes along.</summary>
    private void Wake()
    {
        if (!_isPumping && _fault is null && HasWork)
        {
            _isPumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(static sender => _ = sender.PumpAsync(), this, preferLocal: false);
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (TakeBatch() is var (batch, token))
            {
                var begin = _context.Clock.GetUtcNow();
                var response = await _context.Api.CheckpointAsync(_context.ExecutionArn, batch.ToRequest(token), _context.CancellationToken).ConfigureAwait(false);
                await TakeAsync(batch, response).ConfigureAwait(false);
                _context.Reader.OnAnswered(begin);

                // Those who waited for this call come first, and what they submit goes with the next.
                await Task.Yield();
            }
        }
        catch (HostFaultException fault)
        {
            Fail(fault);
        }
        catch (Exception unexpected)
        {
            Fail(HostFaults.InvokeAgain(LambdaErrorCodes.HostUnavailable, $"A checkpoint could not be made: {unexpected.Message}", unexpected));
        }
    }

    /// <summary>Null when there is nothing to send for now.</summary>
    private (CheckpointBatch Batch, string Token)? TakeBatch()
    {
        lock (_lock)
        {
            if (!HasWork || _token is null)
            {
                _isPumping = false;
                _drained?.TrySetResult();
                _drained = null;
                return null;
            }

            var batch = new CheckpointBatch();
            while (_queue.TryPeek(out var next) && batch.TryAdd(next))
            {
                _queue.Dequeue();
                _awaited -= next.Waiter is null ? 0 : 1;
            }

            _isPolling = false;
            _isLingering &= _queue.Count > 0;
            _isUrgent &= _queue.Count > 0;
            return (batch, _token);
        }
    }

    private async Task TakeAsync(CheckpointBatch batch, WireCheckpointResponse response)
    {
        var token = string.IsNullOrEmpty(response.CheckpointToken) ? null : response.CheckpointToken;
        lock (_lock)
        {
            _token = token;
        }

        var news = _context.View.Merge(response.NewExecutionState?.Operations);
        var marker = response.NewExecutionState?.NextMarker;
        while (token is not null && !string.IsNullOrEmpty(marker))
        {
            var page = await _context.Api.GetStateAsync(_context.ExecutionArn, token, marker, _context.CancellationToken).ConfigureAwait(false);
            news.AddRange(_context.View.Merge(page.Operations));
            marker = page.NextMarker;
        }

        if (token is null && batch.Updates is not [.., { Update.Type: OperationType.Execution }])
        {
            throw HostFaults.ExecutionEnded();
        }

        // Before the acknowledgements, so that nobody parks on what has ended meanwhile.
        if (news.Count > 0)
        {
            _context.Reader.OnNews(news);
        }

        foreach (var update in batch.Updates)
        {
            Acknowledge(update);
        }
    }

    private void Acknowledge(QueuedUpdate update)
    {
        if (update is not { Waiter: { } waiter, Id: { } id })
        {
            return;
        }

        var known = _context.View.Find(id.Hex);
        if (update.Update.Type == OperationType.Callback && string.IsNullOrEmpty(known?.CallbackDetails?.CallbackId))
        {
            throw HostFaults.InvokeAgain(LambdaErrorCodes.ProtocolFault, $"The answer to a callback's START has no CallbackId (operation {id}).");
        }

        // A service that leaves the operation out of its answer gives no time of its own.
        waiter.OnAcknowledged(WireMapping.ToMillisecond(known?.EndTimestamp ?? known?.StartTimestamp ?? _context.Clock.GetUtcNow()));
    }

    private void Fail(HostFaultException fault)
    {
        lock (_lock)
        {
            _fault ??= fault;
            _isPumping = false;
            _queue.Clear();
            _awaited = 0;
            _drained?.TrySetResult();
            _drained = null;
        }

        _context.Reader.OnFault(fault);
    }
}

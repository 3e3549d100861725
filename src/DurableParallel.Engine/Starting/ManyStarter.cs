using DurableParallel.Engine.Executions;
using DurableParallel.Records;

namespace DurableParallel.Engine.Starting;

/// <summary>
/// One call that starts many executions. Reads a request only when there is a place for it; hands it to the journal
/// without waiting, so that one commit takes many; and hears of them in their order, which is the journal's.
/// </summary>
internal sealed class ManyStarter(DurableEngine engine, StartManyOptions options, CancellationToken cancellationToken)
{
    private readonly Queue<Pending> _pending = new();
    private readonly StartTally _tally = new(options);
    private readonly EndFollower? _ends = options.Until == StartManyUntil.Ended ? new EndFollower(options.MaxInFlight) : null;
    private Exception? _interruption;
    private long _read;

    public async Task<StartManyResult> RunAsync(IAsyncEnumerable<StartRequest> requests)
    {
        var wasCanceled = false;
        try
        {
            await ReadAsync(requests).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            wasCanceled = true;
        }
        catch (Exception cause)
        {
            _interruption = cause;
        }

        await SettleRestAsync().ConfigureAwait(false);
        if (_ends is not null && _interruption is null && !wasCanceled)
        {
            wasCanceled = !await _ends.WaitForAllAsync(cancellationToken).ConfigureAwait(false);
            _interruption = _ends.Interruption;
        }

        _tally.Report();
        var result = _tally.ToResult();
        return (_interruption, wasCanceled) switch
        {
            ({ } cause, _) => throw new StartManyInterruptedException(result, cause),
            (_, true) => throw new StartManyCanceledException(result, cancellationToken),
            _ => result,
        };
    }

    private async Task ReadAsync(IAsyncEnumerable<StartRequest> requests)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var source = requests.GetAsyncEnumerator(reading.Token);
        await using (source.ConfigureAwait(false))
        {
            var goesOn = true;
            while (goesOn)
            {
                await MakeRoomAsync().ConfigureAwait(false);
                goesOn = false;
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await MoveNextAsync(source, reading).ConfigureAwait(false))
                    {
                        await TakeAsync(source.Current).ConfigureAwait(false);
                        goesOn = true;
                    }
                }
                finally
                {
                    if (!goesOn)
                    {
                        _ends?.GivePlaceBack();
                    }
                }
            }
        }
    }

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<StartRequest> source, CancellationTokenSource reading)
    {
        var next = source.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        // Whoever gives requests slowly wants to hear of those it gave. It must have come to rest before it is disposed.
        var moved = next.AsTask();
        try
        {
            await SettleAllAsync().ConfigureAwait(false);
        }
        catch
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await ((Task)moved).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await moved.ConfigureAwait(false);
    }

    private async Task MakeRoomAsync()
    {
        if (_pending.Count >= options.MaxInFlight)
        {
            await SettleOldestAsync().ConfigureAwait(false);
        }

        while (_pending.TryPeek(out var oldest) && oldest.Created is null or { IsCompleted: true })
        {
            await SettleOldestAsync().ConfigureAwait(false);
        }

        if (_ends is not null && !_ends.TryTakePlace())
        {
            await SettleAllAsync().ConfigureAwait(false);
            await _ends.TakePlaceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask TakeAsync(StartRequest? request)
    {
        var index = _read++;
        var name = request?.ExecutionName ?? "";
        StartInput input;
        try
        {
            if (request is null)
            {
                throw new ArgumentException($"The request at {index} is null.");
            }

            PlainName.Check(request.FunctionName, nameof(request.FunctionName));
            ExecutionName.Check(request.ExecutionName, nameof(request.ExecutionName));
            input = request.WriteInput(engine);
            DurableEngine.CheckPayload(input.Payload, "An input", nameof(request));
        }
        catch (Exception error)
        {
            _pending.Enqueue(Pending.Refused(index, name, StartOutcomeKind.Invalid, error));
            return;
        }

        try
        {
            await engine.TakeRoomAsync(input.Payload, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _read--;        // it was not taken
            throw;
        }

        try
        {
            var execution = engine.Accept(request.FunctionName, name, input, request.Options, out var isNew);
            _pending.Enqueue(new Pending(index, name, execution.Services.Starts.CreatedAsync(execution))
            {
                Execution = execution,
                Request = request,
                Input = isNew ? default : input,
                IsNew = isNew,
            });
        }
        catch (FunctionNotRegisteredException error)
        {
            _pending.Enqueue(Pending.Refused(index, name, StartOutcomeKind.UnknownFunction, error));
        }
        catch (PayloadRefusedException error)
        {
            _pending.Enqueue(Pending.Refused(index, name, StartOutcomeKind.Invalid, error));
        }
        catch
        {
            _read--;        // the engine is gone, and this request was not taken
            throw;
        }
        finally
        {
            engine.ReturnRoom(input.Payload);
        }
    }

    private async Task SettleAllAsync()
    {
        while (_pending.Count > 0)
        {
            await SettleOldestAsync().ConfigureAwait(false);
        }
    }

    // Whatever interrupts, every request that was taken has an outcome that is told.
    private async Task SettleRestAsync()
    {
        while (_pending.Count > 0)
        {
            try
            {
                await SettleOldestAsync().ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                _interruption ??= cause;
            }
        }
    }

    private async Task SettleOldestAsync()
    {
        var pending = _pending.Dequeue();
        StartOutcome outcome;
        Exception? gone = null;
        try
        {
            outcome = await DecideAsync(pending).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is EngineStoppedException or EngineFaultedException)
        {
            gone = fault;
            outcome = pending.Outcome(StartOutcomeKind.Unconfirmed) with { Error = fault };
        }

        if (outcome.IsSuccess)
        {
            _ = _ends?.FollowAsync(outcome.Execution!.EndedAsync, _tally);
        }
        else
        {
            _ends?.GivePlaceBack();
        }

        _tally.Add(outcome);
        if (gone is not null)
        {
            throw gone;
        }
    }

    private async ValueTask<StartOutcome> DecideAsync(Pending pending)
    {
        if (pending.Execution is not { } execution || pending.Created is not { } created || pending.Request is not { } request)
        {
            return pending.Outcome(pending.Refusal) with { Error = pending.Error };
        }

        var handle = await created.ConfigureAwait(false);

        if (pending.IsNew)
        {
            return pending.Outcome(StartOutcomeKind.Started) with { Execution = handle };
        }

        try
        {
            engine.CheckSame(execution, request.FunctionName, pending.Input, request.Options?.IdempotencyKey);
            return pending.Outcome(StartOutcomeKind.AlreadyThere) with { Execution = handle };
        }
        catch (ExecutionNameTakenException error)
        {
            return pending.Outcome(StartOutcomeKind.NameInUse) with { Error = error };
        }
        catch (ExecutionNotFoundException)
        {
            // It was purged at this moment, and the name is free.
            var started = await engine.StartCoreAsync(request.FunctionName, pending.Name, pending.Input, request.Options, CancellationToken.None).ConfigureAwait(false);
            return pending.Outcome(StartOutcomeKind.Started) with { Execution = started };
        }
    }

    private readonly record struct Pending(long Index, string Name, Task<ExecutionHandle>? Created)
    {
        public Execution? Execution { get; init; }

        public StartRequest? Request { get; init; }

        public StartInput Input { get; init; }

        public bool IsNew { get; init; }

        public StartOutcomeKind Refusal { get; init; }

        public Exception? Error { get; init; }

        public static Pending Refused(long index, string name, StartOutcomeKind kind, Exception error) =>
            new(index, name, Created: null) { Refusal = kind, Error = error };

        public StartOutcome Outcome(StartOutcomeKind kind) => new(Index, Name, kind);
    }
}

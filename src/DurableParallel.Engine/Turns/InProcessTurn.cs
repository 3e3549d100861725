using System.Runtime.CompilerServices;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// A run of an execution in this process: its invocation, and what is delivered to it. The invocation is called outside of the
/// gate, since updates arrive under the invocation's own lock. It keeps its place as a <see cref="ResidentTurn"/>, is begun by a
/// <see cref="TurnBeginning"/>, and has its records made by a <see cref="TurnRecorder"/>.
/// </summary>
internal sealed class InProcessTurn(ITurnOwner execution, TurnServices services) : ResidentTurn(services), IInvocationHost
{
    private const int BytesOfParked = 1024;

    private readonly ITurnOwner _execution = execution;
    private readonly TurnRecorder _recorder = new(execution, services);
    private Invocation? _invocation;
    private List<(OperationId Id, OperationRecord Record)>? _undelivered;
    private StrongBox<InvocationOutcome>? _outcome;
    private int _ends;
    private bool _takesSignals;
    private TurnRestart? _restart;
    private bool _hasNews;
    private volatile bool _isOver;

    public override bool TakesSignals => _takesSignals && !IsClosed;

    public override IReadOnlyList<OpenSteps.OpenStep> OpenSteps => _recorder.OpenSteps;

    public override ExecutionStates States => _recorder.States;

    protected override bool IsParked => Volatile.Read(ref _invocation) is { IsParked: true };

    public override long EstimateBytes() => BytesOfParked + (2L * _recorder.RecordBytes);

    public override void Begin() => new TurnBeginning(this, _execution, Services, _recorder).Begin();

    /// <summary>It knows from now on which callbacks are open. The caller holds the gate.</summary>
    public void TakeSignals()
    {
        _takesSignals = true;
        _execution.LookAgain();
    }

    /// <summary>Runs the function, unless the execution was ended or the engine is stopping by now. Called outside of the gate.</summary>
    public void Launch(InvocationRequest request)
    {
        bool isClosed;
        lock (_execution.Gate)
        {
            isClosed = IsClosed || Services.Life.IsStopping;
        }

        if (isClosed || _restart is not null)
        {
            if (!isClosed)
            {
                OnSuspended();
            }

            LeavePlace();
            EndEviction();
            return;
        }

        var invocation = Invocation.Start(request);
        List<(OperationId Id, OperationRecord Record)>? undelivered;
        TurnRestart? restart;
        lock (_execution.Gate)
        {
            Volatile.Write(ref _invocation, invocation);
            (undelivered, _undelivered) = (_undelivered, null);
            (isClosed, restart) = (IsClosed, _restart);
        }

        if (isClosed)
        {
            LeavePlace();
            EndEviction();
            invocation.Abort(new EngineStoppedException($"The execution '{_execution.Name}' was ended while it began."));
            return;
        }

        // It may have been asked for before there was an invocation to tell.
        if (restart is not null)
        {
            SignalTokens();
            if (restart.IsOver)
            {
                Cut();
            }
        }

        undelivered?.ForEach(news => Deliver(news.Id, news.Record));

        SyncParked();
        if (Interlocked.Increment(ref _ends) == 2)
        {
            Take(_outcome!.Value);
        }
    }

    /// <summary>Gives its place free if it was ended from outside meanwhile: it may have nothing on its way that would still launch it.</summary>
    public void LeavePlaceIfClosed()
    {
        lock (_execution.Gate)
        {
            if (!IsClosed)
            {
                return;
            }
        }

        LeavePlace();
    }

    public override void Abort(Exception fault)
    {
        lock (_execution.Gate)
        {
            Close();
        }

        Volatile.Read(ref _invocation)?.Abort(fault);
    }

    public override void BeginRestart()
    {
        if (!IsClosed && _restart is null)
        {
            BeginEviction();
            _hasNews = true;
            _restart = new TurnRestart(this, Services);
            _recorder.BeginRestart(_restart.End);
        }
    }

    public void SignalTokens() => Volatile.Read(ref _invocation)?.SignalTokens();

    public void Cut() => Volatile.Read(ref _invocation)?.Abort(new EngineStoppedException($"The turn of the execution '{_execution.Name}' ends for another one."));

    /// <summary>What waits here is the function, which is cut when the engine goes.</summary>
    public override void Abandon(Exception fault)
    {
    }

    public override void OnDelayDurable(int ordinal)
    {
        _recorder.Waits.Acknowledge(ordinal);
        ArmDue();
    }

    public override void OnDue(long now)
    {
        List<Delay> retries = [];
        lock (_execution.Gate)
        {
            while (!IsClosed && !Services.Life.IsStopping && _recorder.Waits.TryTakeDue(now, out var delay))
            {
                // An end is recorded before anything else can happen: an eviction in between would lose the delay, and the
                // end of a scope in between would come to stand before the end of a wait below it.
                if (delay.IsRetry)
                {
                    retries.Add(delay);
                }
                else
                {
                    _recorder.EndDelay(delay, new EndedDelay(this, delay));
                }
            }

            ArmDue();
        }

        foreach (var delay in retries)
        {
            Deliver(delay.Id, delay.After());
        }
    }

    /// <summary>Has the execution woken when the earliest delay is over. The caller holds the gate.</summary>
    public void ArmDue()
    {
        if (!IsClosed && _recorder.Waits.NextDue() is { } due)
        {
            _execution.WakeAt(due);
        }
    }

    public override string? NewStatus => _recorder.NewStatus;

    public override OperationRecord? FindCallback(OperationId id) => _recorder.Waits.FindCallback(id)?.Record;

    public override bool TrySignal(OperationId id, CallbackSignal signal)
    {
        if (_recorder.Waits.FindCallback(id) is not { } callback || callback.Limit?.Due <= Services.Clock.Running())
        {
            return false;
        }

        if (signal.IsVoidFor(callback.Record))
        {
            _execution.OnSignalDurable(signal);
            return true;
        }

        return _recorder.TryAppend(callback, signal, after => new Signalled(this, callback.Id, after, signal));
    }

    public override void EndInvoke(OperationId id, EndedRecord ended)
    {
        // While the engine comes to rest nothing new is begun; the next one finds the end when it takes up the open invokes.
        if (!IsClosed && !Services.Life.IsStopping && _recorder.Waits.TryTakeInvoke(id, out var added, out var open))
        {
            var record = InvokeEnd.Of(open, ended);
            _recorder.EndInvoke(added, record, new EndedInvoke(this, added, record));
        }
    }

    public override TurnEvents? Events => _recorder.Waits.Events;

    public override Invocation? Invocation => Volatile.Read(ref _invocation);

    public override void OfferEvents()
    {
        List<(OperationId Wait, OperationRecord Offer)> offers;
        lock (_execution.Gate)
        {
            if (IsClosed || !_recorder.Waits.HasEvents)
            {
                return;
            }

            offers = _recorder.Waits.Events.TakeOffers();
            ArmDue();
        }

        offers.ForEach(offer => Deliver(offer.Wait, offer.Offer));
    }

    protected override void OnClosed() => _recorder.Close();

    protected override void OnParked()
    {
        lock (_execution.Gate)
        {
            _recorder.MarkParked();
            _recorder.WriteStatus();
        }
    }

    protected override bool TrySuspend(out bool isOver)
    {
        var isSuspended = Volatile.Read(ref _invocation) is { } invocation && invocation.TrySuspend();
        isOver = _isOver;
        return isSuspended;
    }

    public InvokedFunction? FindInvoked(OperationId id, string functionName) => _execution.FindInvoked(id, functionName);

    void IInvocationHost.RaiseEvent(OperationId id, EventRaiseOptions options, string name, string? payload, Action<DurableError?> onRaised) =>
        _execution.RaiseEvent(id, options.Execution, name, payload, onRaised);

    void IInvocationHost.OnParked() => SyncParked();

    void IInvocationHost.OnResumed() => SyncParked();

    /// <summary>It has ended; the launch may not have. The last of the two takes the outcome, which is kept only if that is the launch.</summary>
    void IInvocationHost.OnEnded(InvocationOutcome outcome)
    {
        if (Volatile.Read(ref _ends) == 0)
        {
            _outcome = new StrongBox<InvocationOutcome>(outcome);
        }

        if (Interlocked.Increment(ref _ends) == 2)
        {
            Take(outcome);
        }
    }

    bool IInvocationHost.MayRunStep(OperationId id) => _recorder.MayRunStep(id);

    void IInvocationHost.OnBeyondLimit(DurableLimitException beyond) => Services.AwsLimits.Report(_execution.FunctionName, beyond);

    /// <summary>An operation has changed, durably: tells the invocation, or sees to it that the next one is begun.</summary>
    private void Deliver(OperationId id, OperationRecord record)
    {
        Invocation? invocation;
        lock (_execution.Gate)
        {
            invocation = _invocation;
            if (invocation is null && !IsClosed)
            {
                (_undelivered ??= []).Add((id, record));
                return;
            }

            if (IsClosed || Services.Life.IsStopping)
            {
                _hasNews = true;
            }
        }

        if (invocation is null || _hasNews || !invocation.Deliver(id, record))
        {
            lock (_execution.Gate)
            {
                _hasNews = true;
                _execution.KeepUntold(id);
            }

            _execution.Wake();
        }
    }

    private void Take(in InvocationOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case InvocationOutcomeKind.Succeeded:
                _execution.End(ExecutionStatus.Succeeded, outcome.Payload, error: null);
                break;
            case InvocationOutcomeKind.Continued:
                _execution.ContinueAsNew(outcome.Payload);
                break;
            case InvocationOutcomeKind.Failed or InvocationOutcomeKind.Canceled:
                _execution.End(outcome.Kind == InvocationOutcomeKind.Failed ? ExecutionStatus.Failed : ExecutionStatus.Canceled, payload: null, outcome.Error);
                break;
            case InvocationOutcomeKind.Suspended:
            case InvocationOutcomeKind.Faulted when _restart is not null:
                OnSuspended();
                break;
            default:
                OnFaulted(outcome.Fault!);
                break;
        }

        // Last, so that an engine never looks at rest while an outcome is on its way to the journal.
        LeavePlace();
        _isOver = true;
        EndEviction();
    }

    private void OnSuspended()
    {
        lock (_execution.Gate)
        {
            Close();

            // Also those delays count whose record is on its way.
            _recorder.Waits.AcknowledgeAll();
            _execution.EndTurn(this, new Rest(_recorder.Waits.NextDue(), IsSuspended: _restart is null, HasNews: _hasNews));
        }
    }

    private void OnFaulted(Exception fault)
    {
        lock (_execution.Gate)
        {
            if (IsClosed)
            {
                return;
            }
        }

        _execution.Block(BuildFaults.IsUnreadable(fault) ? BlockedReason.Unreadable : BlockedReason.Drift, fault.Message, fault);
    }

    private sealed class EndedDelay(InProcessTurn turn, Delay delay) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(delay.Id, delay.After(timestamp));
    }

    private sealed class EndedInvoke(InProcessTurn turn, OperationId id, OperationRecord record) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(id, record with { EndTimestamp = timestamp });
    }

    private sealed class Signalled(InProcessTurn turn, OperationId id, OperationRecord after, CallbackSignal signal) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            if (after.IsEnded)
            {
                turn.Deliver(id, after);
            }

            turn._execution.OnSignalDurable(signal);
        }
    }
}

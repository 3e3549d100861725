using DurableParallel.Errors;
using DurableParallel.Lambda.Checkpointing;
using DurableParallel.Lambda.History;
using DurableParallel.Lambda.Logging;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Runtime;

/// <summary>
/// One invocation, from the service's event to the answer. Usually the function runs once; when the service's news came
/// just as it was suspending, it runs once more at once, as nobody would tell the next invocation of them.
/// </summary>
internal sealed class InvocationRun : INewsReader, IInvocationHost, IDisposable
{
    private readonly Lock _lock = new();
    private readonly InvocationSetting _setting;
    private readonly WireInvocationInput _input;
    private readonly ExecutionView _view = new();
    private readonly CheckpointSender _sender;
    private readonly CancellationTokenSource _canceled;
    private readonly List<string> _missed = [];
    private WireHistory? _history;
    private Invocation? _invocation;
    private NewsPoll? _poll;
    private HostFaultException? _fault;
    private bool _isDisposed;

    public InvocationRun(InvocationSetting setting, WireInvocationInput input)
    {
        _setting = setting;
        _input = input;
        _canceled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, setting.Clock);
        _sender = new CheckpointSender(
            new SenderContext(setting.Api, input.DurableExecutionArn, _view, this, setting.Clock, setting.QuietClock, _canceled.Token)
            {
                StandardSubTypesOnly = setting.Options.StandardSubTypesOnly,
                OnSubmitting = update => setting.Rounded.Watch(update, setting.Function, setting.Logger),
            },
            input.CheckpointToken);
    }

    /// <exception cref="HostFaultException">The invocation has failed, and the service is to invoke again.</exception>
    /// <exception cref="DurableException">Likewise: this build cannot read what is on record.</exception>
    public async Task<WireInvocationOutput> RunAsync()
    {
        using var deadline = DeadlineTimer.Start(_setting, OnDeadline);
        await using var death = _setting.Death.Register(OnDeath).ConfigureAwait(false);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        await LoadAsync().ConfigureAwait(false);
        IReadOnlyList<string> updated = _input.UpdatedOperationIds ?? [];
        var isResumed = _setting.Call.IsResumed;
        while (true)
        {
            var outcome = await RunOnceAsync(updated, isResumed).ConfigureAwait(false);
            var fault = await _sender.DrainAsync().ConfigureAwait(false) ?? outcome.Fault as HostFaultException;
            if (fault is not null)
            {
                return Answer(fault);
            }

            if (BuildFaults.IsUnreadable(outcome.Fault))
            {
                // Another build may read it, so the execution is not failed: the service invokes again.
                _setting.Logger.InvocationFailed(outcome.Fault!, outcome.Fault!.Message);
                throw outcome.Fault;
            }

            if (outcome.Kind != InvocationOutcomeKind.Suspended)
            {
                return await AnswerAsync(outcome).ConfigureAwait(false);
            }

            updated = TakeMissed();
            isResumed = true;
            if (updated.Count == 0)
            {
                return _view.HasPending
                    ? new WireInvocationOutput { Status = InvocationStatus.Pending }
                    : throw HostFaults.InvokeAgain(LambdaErrorCodes.ProtocolFault, "The function waits, and the service has nothing pending that could wake it.");
            }
        }
    }

    public void OnNews(IReadOnlyList<WireOperation> changed)
    {
        _poll?.OnNews();
        foreach (var operation in changed)
        {
            Deliver(operation);
        }
    }

    public void OnAnswered(DateTimeOffset begin) => _poll?.OnAnswered(begin);

    public void OnFault(HostFaultException fault)
    {
        Invocation? invocation;
        lock (_lock)
        {
            _fault ??= fault;
            invocation = _invocation;
        }

        invocation?.Abort(fault);
    }

    public void OnParked()
    {
    }

    public void OnResumed()
    {
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _poll?.Dispose();
        _sender.Dispose();
        lock (_lock)
        {
            _isDisposed = true;
            _canceled.Dispose();
        }
    }

    /// <summary>All pages, before any of the user's code runs.</summary>
    private async Task LoadAsync()
    {
        _view.Merge(_input.InitialExecutionState.Operations);
        var marker = _input.InitialExecutionState.NextMarker;
        while (!string.IsNullOrEmpty(marker))
        {
            var page = await _setting.Api.GetStateAsync(_input.DurableExecutionArn, _input.CheckpointToken, marker, _canceled.Token).ConfigureAwait(false);
            _view.Merge(page.Operations);
            marker = page.NextMarker;
        }

        if (_view.Execution is null)
        {
            throw HostFaults.InvokeAgain(LambdaErrorCodes.ProtocolFault, "The event has no operation of type EXECUTION, which carries the input.");
        }
    }

    private async Task<InvocationOutcome> RunOnceAsync(IReadOnlyList<string> updated, bool isResumed)
    {
        var history = new WireHistory(_view.ToList());
        _poll ??= new NewsPoll(_view, _setting.Clock, () => _invocation is { AwaitsHost: true }, _sender.Poll);
        var invocation = Start(history, updated, isResumed);
        if (_fault is { } fault)
        {
            invocation.Abort(fault);
        }

        return await invocation.Completion.ConfigureAwait(false);
    }

    private Invocation Start(WireHistory history, IReadOnlyList<string> updated, bool isResumed)
    {
        lock (_lock)
        {
            _history = history;
            _invocation = Invocation.Start(new InvocationRequest
            {
                Function = _setting.Function,
                Execution = new ExecutionArn(_input.DurableExecutionArn),
                StartTimestamp = WireMapping.ToMillisecond(_view.Execution!.StartTimestamp),
                Input = _view.Execution.ExecutionDetails?.InputPayload,
                History = history,
                Checkpoints = _sender,
                Host = this,
                MayHaveStandardSubTypes = true,
                SuspendWhenParked = true,
                QuietClock = _setting.QuietClock,
                Clock = _setting.Clock,
                Logger = _setting.Logger,
                RequestId = _setting.Call.RequestId,
                IsResumed = isResumed,
                UpdatedOperations = new UpdatedOperations(history, updated),
                Services = _setting.Options.Services,
                Limits = _setting.Options.Limits,
                RecordedOperations = history.Count,
            });
            return _invocation;
        }
    }

    /// <summary>Tells the function, or keeps it for the next run of it.</summary>
    private void Deliver(WireOperation changed)
    {
        Invocation? invocation;
        OperationId? id;
        lock (_lock)
        {
            invocation = _invocation;
            id = _history?.Refresh(changed);
        }

        id ??= _sender.IdOf(changed.Id);
        if (id is not null && invocation is not null && !invocation.Deliver(id, WireMapping.ToRecord(changed)))
        {
            lock (_lock)
            {
                _missed.Add(changed.Id);
            }
        }
    }

    private List<string> TakeMissed()
    {
        lock (_lock)
        {
            List<string> missed = [.. _missed];
            _missed.Clear();
            return missed;
        }
    }

    // A step that ends the process is waited for by nobody; what it had begun is still to be recorded.
    private void OnExit(object? sender, EventArgs arguments) =>
        _sender.DrainAsync().Wait(DeadlineTimer.LeftToRecord(_setting.Call.TimeoutTimestamp, _setting.Clock.GetUtcNow()));

    private void OnDeath() => OnFault(HostFaults.InvokeAgain(LambdaErrorCodes.HostUnavailable, "The process is dead."));

    private void OnDeadline(DateTimeOffset deadline)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            // What the service does not take by then is not waited for.
            var remaining = deadline - _setting.Clock.GetUtcNow();
            _canceled.CancelAfter(remaining > TimeSpan.Zero ? remaining / 2 : TimeSpan.Zero);
        }

        OnFault(HostFaults.Deadline(deadline));
    }

    private async Task<WireInvocationOutput> AnswerAsync(InvocationOutcome outcome)
    {
        var output = outcome.Kind switch
        {
            InvocationOutcomeKind.Succeeded => new WireInvocationOutput { Status = InvocationStatus.Succeeded, Result = outcome.Payload },
            InvocationOutcomeKind.Failed => Failed(outcome.Error!),
            _ => Failed(ErrorRecorder.FromException(outcome.Fault!)),
        };
        if (outcome.Kind == InvocationOutcomeKind.Faulted)
        {
            _setting.Logger.ExecutionFaulted(outcome.Fault!, outcome.Fault!.Message);
        }

        if (LargeAnswer.Fits(output))
        {
            return output;
        }

        _sender.SubmitEnd(LargeAnswer.ToUpdate(output, _view.Execution!.Id));
        var fault = await _sender.DrainAsync().ConfigureAwait(false);
        return fault is null ? LargeAnswer.WithoutPayload(output) : Answer(fault);
    }

    private WireInvocationOutput Answer(HostFaultException fault)
    {
        if (!_setting.Death.IsCancellationRequested)
        {
            _setting.Logger.InvocationCut(fault.Error, fault.Message);
        }

        return fault.Verdict switch
        {
            HostFaultVerdict.Deadline when DeadlineTimer.MayWait(_view, _setting.Clock.GetUtcNow()) => new WireInvocationOutput { Status = InvocationStatus.Pending },
            HostFaultVerdict.ExecutionEnded => new WireInvocationOutput { Status = InvocationStatus.Pending },
            HostFaultVerdict.InvokeAgain or HostFaultVerdict.Deadline => throw fault,
            _ => Failed(ErrorRecorder.FromException(fault.Error)),
        };
    }

    private static WireInvocationOutput Failed(DurableError error) => new() { Status = InvocationStatus.Failed, Error = WireMapping.ToWire(error) };
}

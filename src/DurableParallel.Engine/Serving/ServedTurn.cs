using System.Security.Cryptography;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Wire;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// A run of an execution whose function runs in a process of its own, from the moment it has something to do until it only
/// waits: from one invocation to the next, of which at most one is in flight. Every park ends one. A
/// <see cref="ServedRecorder"/> makes its records.
/// </summary>
internal sealed class ServedTurn(ITurnOwner execution, TurnServices services, EngineServing serving) : ExecutionTurn
{
    private const string PendingOnNothing = "Cannot return PENDING status with no pending operations.";

    private readonly ITurnOwner _execution = execution;
    private readonly TurnServices _services = services;
    private readonly EngineServing _serving = serving;
    private readonly ServedRecorder _recorder = new(execution, services, serving.Settings);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CheckpointTokens _tokens = new();
    private ServedInvocation? _invocation;
    private AnsweredCheckpoint? _last;
    private bool _isResumed;

    public override bool IsInProcess => false;

    public override bool TakesSignals => _recorder.IsLoaded && !IsClosed;

    public override ExecutionStates States => _recorder.States;

    private ILogger Logger => _services.Loggers.Of(_execution.FunctionName);

    /// <summary>Takes up what happened while the execution was at rest, and invokes the function if there is a reason to.</summary>
    public override void Begin()
    {
        try
        {
            if (Load())
            {
                TakeUp(TakeEndedInvokes());
            }
        }
        catch (EngineStoppedException)
        {
            // The next engine finds everything as it is on record, and takes it up.
        }
        catch (Exception fault)
        {
            _execution.Block(fault is OutOfMemoryException ? BlockedReason.TooLarge : BlockedReason.Unreadable, fault.Message, fault);
        }

        // A process of its own does the work, so it takes no place here.
        _services.Admission.Release();
    }

    /// <summary>It looks what is due at each checkpoint and when its invocation has ended.</summary>
    public override void OnDue(long now)
    {
    }

    public override void EndInvoke(OperationId position, EndedRecord ended)
    {
        if (IsClosed || !_recorder.IsLoaded || _recorder.Operations.Find(position) is not { } invoke)
        {
            return;
        }

        if (_invocation is not null)
        {
            _recorder.HoldInvoke(invoke, ended);
            return;
        }

        try
        {
            _recorder.EndInvoke(invoke, ended);
        }
        catch (EngineStoppedException)
        {
            // The next engine finds the end when it takes up the open invokes.
        }
    }

    public override OperationRecord? FindCallback(OperationId position) => _recorder.FindOpenCallback(position)?.Record;

    public override bool TrySignal(OperationId position, CallbackSignal signal)
    {
        if (_recorder.FindOpenCallback(position) is not { } callback || callback.DueBy(_services.Clock) <= _services.Clock.Running())
        {
            return false;
        }

        if (signal.IsVoidFor(callback.Record))
        {
            _execution.OnSignalDurable(signal);
            return true;
        }

        return _recorder.TrySignal(callback, signal, isInvoked: _invocation is not null);
    }

    /// <summary>Its process goes on by itself, and is refused when it asks for something.</summary>
    public override void Abort(Exception fault)
    {
    }

    public override void Abandon(Exception fault)
    {
        Close();
        if (_gone.TrySetException(fault))
        {
            // Looked at by the one who waits, if there is one.
            _ = _gone.Task.Exception;
        }
    }

    /// <summary>Applies a batch of updates, all or none. The task completes when they are durable.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation, or an update is not valid.</exception>
    public Task<CheckpointReply> CheckpointAsync(string token, string? clientToken, IReadOnlyList<WireUpdate> updates)
    {
        lock (_execution.Gate)
        {
            var now = _services.Clock.Now();
            if (_last is { } last && last.IsFor(token, clientToken, now))
            {
                return last.Reply;
            }

            CheckToken(token);
            _recorder.TakeHeld(now, isMarked: false);
            var invocation = CheckToken(token);
            CheckpointValidator.Check(updates, _recorder.Known);
            if (_recorder.WhyTooMuch(updates) is { } tooMuch)
            {
                End(invocation, ExecutionStatus.Failed, payload: null, tooMuch, now);
            }
            else
            {
                foreach (var update in updates)
                {
                    Apply(update, invocation, now);
                }
            }

            var reply = new CheckpointReply(IsClosed ? null : invocation.Token = _tokens.Next(), _recorder.TakeChanges());
            var answer = AnswerAsync(reply, _recorder.Durable);
            _last = clientToken is null ? null : new AnsweredCheckpoint(token, clientToken, now, answer);
            if (IsClosed && _last is not null)
            {
                _serving.LastCheckpoints.Add(_execution.Number, _last);
            }

            return answer;
        }
    }

    /// <summary>What the function may ask for, in the order of starts.</summary>
    /// <exception cref="CheckpointRefusedException">The token is not that of a running invocation.</exception>
    public (string? Input, IReadOnlyList<OperationView> Operations) ReadState(string token)
    {
        lock (_execution.Gate)
        {
            CheckToken(token);
            return (_recorder.Operations.Input, _recorder.ViewAll());
        }
    }

    /// <summary>An invocation has ended, well or not.</summary>
    public void Complete(ServedInvocation invocation, ServedOutcome outcome)
    {
        DurableError? failure = null;
        lock (_execution.Gate)
        {
            if (IsClosed || !ReferenceEquals(_invocation, invocation))
            {
                return;
            }

            try
            {
                _invocation = null;
                failure = Complete(invocation, Judge(outcome), _services.Clock.Now());
            }
            catch (EngineStoppedException)
            {
                // The next engine finds that the invocation has no end, and invokes again.
            }
            finally
            {
                _serving.OnInvocationClosed();
            }
        }

        // Outside of the gate, as a logger is the user's code.
        if (failure is not null)
        {
            Logger.ServedInvocationFailed(_execution.FunctionName, _execution.DisplayName, failure.ErrorType, failure.ErrorMessage);
        }
    }

    protected override void OnClosed()
    {
        _recorder.Close();
        if (_invocation is { } invocation)
        {
            _invocation = null;
            invocation.Close();
            _serving.OnInvocationClosed();
        }
    }

    private bool Load()
    {
        lock (_execution.Gate)
        {
            if (IsClosed)
            {
                return false;
            }

            var records = _execution.LoadRecords().Span;
            _recorder.Load(records, _execution.TakeTold(out _, out _isResumed));
            _execution.LookAgain();
            return true;
        }
    }

    private List<(ServedOperation Invoke, EndedRecord Ended)> TakeEndedInvokes()
    {
        List<ServedOperation> open;
        lock (_execution.Gate)
        {
            open = [.. _recorder.Operations.Pending().Where(static operation => OperationRules.StartsExecution(operation.Record.Type))];
        }

        return
        [
            .. from invoke in open
               let ended = _execution.TakeUpInvoke(invoke.Id, invoke.Record.Options!, _ => invoke.Input)
               where ended is not null
               select (invoke, ended),
        ];
    }

    private void TakeUp(List<(ServedOperation Invoke, EndedRecord Ended)> invokes)
    {
        lock (_execution.Gate)
        {
            foreach (var (invoke, ended) in invokes)
            {
                _recorder.EndInvoke(invoke, ended);
            }

            // It was ended from outside, or one of these ends was too large for it.
            if (IsClosed)
            {
                return;
            }

            _recorder.TakeUp(_services.Clock.Now());
            if (_recorder.Operations.NeedsInvocation || _recorder.Operations.HasUntold || _recorder.HasChanges)
            {
                Invoke();
            }
            else
            {
                Rest();
            }
        }
    }

    private ServedInvocation CheckToken(string token) =>
        !IsClosed && _invocation is { } invocation && string.Equals(invocation.Token, token, StringComparison.Ordinal)
            ? invocation
            : throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);

    private void Apply(WireUpdate update, ServedInvocation invocation, long now)
    {
        if (update.Type == OperationType.Execution)
        {
            End(
                invocation,
                update.Action == OperationAction.Succeed ? ExecutionStatus.Succeeded : ExecutionStatus.Failed,
                update.Payload,
                WireChanges.ErrorOf(update.Error),
                now);
        }
        else
        {
            _recorder.Apply(update, now);
        }
    }

    // The execution ends in the middle of an invocation.
    private void End(ServedInvocation invocation, ExecutionStatus status, string? payload, DurableError? error, long now)
    {
        _recorder.EndInvocation(invocation, now, error: null, bringsEnd: true);
        _execution.End(status, payload, error);
    }

    private async Task<CheckpointReply> AnswerAsync(CheckpointReply reply, Task durable)
    {
        await (await Task.WhenAny(durable, _gone.Task).ConfigureAwait(false)).ConfigureAwait(false);
        return reply;
    }

    // Returns why the invocation failed, to be logged; null when it did not.
    private DurableError? Complete(ServedInvocation invocation, ServedOutcome outcome, long now)
    {
        var failure = outcome.Kind == ServedOutcomeKind.Broken ? outcome.Error : null;
        _recorder.EndInvocation(invocation, now, failure, bringsEnd: outcome.Kind is ServedOutcomeKind.Succeeded or ServedOutcomeKind.Failed);
        _recorder.Operations.CountInvocation(failure);
        _recorder.TakeHeld(now, isMarked: true);
        if (IsClosed)
        {
            return null;
        }

        _isResumed = outcome.Kind == ServedOutcomeKind.Pending;
        switch (outcome.Kind)
        {
            case ServedOutcomeKind.Succeeded:
                _execution.End(ExecutionStatus.Succeeded, outcome.Payload, error: null);
                break;
            case ServedOutcomeKind.Failed:
                _execution.End(ExecutionStatus.Failed, payload: null, outcome.Error);
                break;
            case ServedOutcomeKind.Pending when _recorder.HasChanges || !_recorder.Operations.Pending().Any():
                Invoke();
                break;
            case ServedOutcomeKind.Pending:
                Rest();
                break;
            default:
                Retry(invocation, outcome.Error!);
                break;
        }

        return failure;
    }

    // What a function waited for may have come while it was on its way out; then it was right to wait, and is told at once.
    private ServedOutcome Judge(ServedOutcome outcome) =>
        outcome.Kind == ServedOutcomeKind.Pending && !_recorder.HasCompletions && !_recorder.Operations.Pending().Any()
            ? ServedOutcome.Broken("InvalidParameterValueException", PendingOnNothing)
            : outcome;

    private void Retry(ServedInvocation invocation, DurableError error)
    {
        var failures = _recorder.Operations.Failures;
        var settings = _serving.Settings;
        if (invocation.IsPlain || (failures.Unreadable == 0 && failures.Failed >= settings.MaxFailedInvocations))
        {
            _execution.End(ExecutionStatus.Failed, payload: null, error);
            return;
        }

        var retry = _services.Clock.Running() + (long)failures.Delay(settings.RetryDelay).TotalMilliseconds;
        var due = _recorder.Operations.NextDue(_services.Clock);
        _execution.EndTurn(this, new Rest(due < retry ? due : retry, IsForDelay: due < retry));
    }

    private void Rest() => _execution.EndTurn(this, new Rest(_recorder.Operations.NextDue(_services.Clock), IsSuspended: _isResumed));

    private void Invoke()
    {
        _tokens = new CheckpointTokens();
        var invocation = new ServedInvocation(this, _services.Budget)
        {
            RequestId = new Guid(RandomNumberGenerator.GetBytes(16)).ToString(),
            Arn = _execution.Arn,
            ExecutionName = _execution.DisplayName,
            ExecutionId = _execution.ArnId,
            FunctionName = _execution.FunctionName,
            Version = _execution.Version,
            TenantId = _execution.Terms?.TenantId,
            IsPlain = _execution.Terms?.IsPlain ?? false,
            Input = _recorder.Operations.Input,
            ExecutionStart = DateTimeOffset.FromUnixTimeMilliseconds(_execution.CreatedAt),
            Start = DateTimeOffset.FromUnixTimeMilliseconds(_services.Clock.Now()),
            IsResumed = _isResumed,
            Token = _tokens.Next(),
            Operations = _recorder.ViewAll(),
            UpdatedIds = _recorder.TakeUpdatedIds(),
        };
        _isResumed = false;
        _invocation = invocation;
        _serving.OnInvocationOpened();
        _ = invocation.HandOverAsync(_serving.Settings.Host, Task.WhenAny(_recorder.Durable, _gone.Task), Logger);
    }
}

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>An operation while its changes are read one after the other, by <see cref="OperationRules"/>, so that only what comes of them all becomes a record.</summary>
internal struct OperationState(OperationType type, string? subType, string? name)
{
    private readonly OperationType _type = type;
    private readonly string? _subType = subType;
    private readonly string? _name = name;
    private bool _isBegun;
    private OperationStatus _status;
    private string? _payload;
    private DurableError? _error;
    private int _attempt;
    private DateTimeOffset _startedAt;
    private DateTimeOffset? _endedAt;
    private DateTimeOffset? _dueAt;
    private bool _replayChildren;
    private OperationOptions? _options;

    public OperationState(OperationRecord before)
        : this(before.Type, before.SubType, before.Name)
    {
        _isBegun = true;
        _status = before.Status;
        _payload = before.Payload;
        _error = before.Error;
        _attempt = before.Attempt;
        _startedAt = before.StartTimestamp;
        _endedAt = before.EndTimestamp;
        _dueAt = before.DueTimestamp;
        _replayChildren = before.ReplayChildren;
        _options = before.Options;
    }

    public readonly bool IsEnded => _isBegun && OperationRecord.IsEnd(_status);

    /// <param name="change">What happened.</param>
    /// <param name="createdAt">When the execution was created, in milliseconds since 1970.</param>
    public void Apply(in OperationChange change, long createdAt)
    {
        if (IsEnded)
        {
            return;
        }

        var at = OperationStateMachine.Time(createdAt, change.At);
        if (!_isBegun)
        {
            _isBegun = true;
            _startedAt = change.StartedAt is { } started ? OperationStateMachine.Time(createdAt, started) : at;
            _status = OperationStatus.Started;
        }

        // Nothing begins later than what comes after it: its start was recorded while the clock was ahead.
        if (change.Action is OperationAction.Start or OperationAction.Heartbeat && at < _startedAt)
        {
            _startedAt = at;
        }

        _status = OperationRules.StatusAfter(change.Action);
        _attempt = OperationRules.AttemptsAfter(_type, change.Action, _attempt);
        switch (change.Action)
        {
            case OperationAction.Start:
                _dueAt = OperationRules.DueAfter(change.Options, change.DelayMilliseconds, at);
                _options = change.Options;
                break;
            case OperationAction.Heartbeat:
                _dueAt = _options is null ? _dueAt : _options.DueAt(_startedAt, at);
                break;
            case OperationAction.Retry:
                _payload = change.Payload ?? _payload;
                _error = change.Error;
                _dueAt = OperationRules.DueAfter(options: null, change.DelayMilliseconds, at);
                break;
            default:
                End(change, at);
                break;
        }
    }

    public readonly OperationRecord ToRecord() => new()
    {
        Type = _type,
        Status = _status,
        SubType = _subType,
        Name = _name,
        Payload = _payload,
        Error = _error,
        Attempt = _attempt,
        StartTimestamp = _startedAt,
        EndTimestamp = _endedAt,
        DueTimestamp = _dueAt,
        ReplayChildren = _replayChildren,
        Options = _options,
    };

    private void End(in OperationChange change, DateTimeOffset at)
    {
        _payload = change.Payload;
        _error = change.Error;
        _options = change.Options ?? _options;
        _endedAt = at;
        _dueAt = OperationRules.DueAtEnd(_type, _dueAt);
        _replayChildren = change.ReplayChildren;
    }
}

using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The steps of a turn whose attempts run in this process: the engine waits for them when it stops, and a turn when it restarts. Guarded by the execution.</summary>
internal struct TurnSteps
{
    private OpenSteps _open;
    private Action? _onDrained;

    /// <summary>A copy of them.</summary>
    public readonly IReadOnlyList<OpenSteps.OpenStep> ToList() => _open.ToList();

    /// <inheritdoc cref="OpenSteps.IsRecorded"/>
    public readonly bool IsRecorded(OperationId id) => _open.IsRecorded(id);

    /// <inheritdoc cref="OpenSteps.MarkRecordedBelow"/>
    public List<OpenSteps.OpenStep> MarkRecordedBelow(OperationId context) => _open.MarkRecordedBelow(context);

    /// <summary>An attempt begins.</summary>
    public void Open(in OperationUpdate start, long at, bool isRecorded, EngineLife life)
    {
        _open.Add(new OpenSteps.OpenStep(
            new OperationHeader(start.Id, start.ParentId, start.Type, start.SubType ?? OperationSubTypes.Step, start.Name), at, isRecorded));
        life.OnStepOpened();
    }

    /// <summary>Takes an attempt that has ended; its end is told by <see cref="OnEnded(long, long, EngineLife)"/>, once it is on its way.</summary>
    public bool TryTake(OperationId id, out OpenSteps.OpenStep step) => _open.Remove(id, out step);

    /// <summary>An attempt that was taken has ended.</summary>
    public readonly void OnEnded(long begun, long now, EngineLife life)
    {
        life.OnStepEnded(begun, now);
        OnEnded(life);
    }

    /// <summary>A body does not run, or what it comes to does not count: it begins anew later.</summary>
    public void Abandon(OperationId id, EngineLife life)
    {
        if (_open.Remove(id, out _))
        {
            OnEnded(life);
        }
    }

    /// <summary>Whatever still runs is waited for no more.</summary>
    public readonly void AbandonAll(EngineLife life) => life.OnStepsClosed(_open.Count);

    /// <param name="onDrained">Called when none runs any more, under the execution's gate; once or more.</param>
    public void Drain(Action onDrained)
    {
        _onDrained = onDrained;
        TellIfDrained();
    }

    /// <summary>Whether an update still counts while the turn drains: a step has succeeded. One that has not succeeded by then is canceled in the next turn.</summary>
    public bool IsLastWord(in OperationUpdate update, EngineLife life)
    {
        if (update is { Type: OperationType.Step, Action: OperationAction.Fail or OperationAction.Retry })
        {
            Abandon(update.Id, life);
        }

        return update is { Type: OperationType.Step, Action: OperationAction.Succeed } && _open.Has(update.Id);
    }

    private readonly void OnEnded(EngineLife life)
    {
        life.OnStepsClosed(1);
        TellIfDrained();
    }

    private readonly void TellIfDrained()
    {
        if (_open.Count == 0)
        {
            _onDrained?.Invoke();
        }
    }
}

using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <content>An execution whose function runs in a process of its own: what differs from one whose function runs here.</content>
internal sealed partial class Execution
{
    /// <summary>Sets apart executions of one name and of different functions; part of no name that somebody gives.</summary>
    public const char FunctionMark = '~';

    public bool IsServed => Terms is { IsServed: true };

    /// <summary>The name as it was given.</summary>
    public string DisplayName => Name.IndexOf(FunctionMark) is >= 0 and var mark
        ? Terms?.Invoker is null ? Name[..mark] : Name.Replace(FunctionMark, '_')
        : Name;

    /// <summary>The last part of the ARN.</summary>
    public string ArnId => $"{_services.Store.Id}-{Number}";

    /// <summary>Applies a function process's updates, once there is room for them; see <see cref="ServedTurn.CheckpointAsync"/>.</summary>
    public async Task<CheckpointReply> CheckpointAsync(string token, string? clientToken, IReadOnlyList<ServedUpdate> updates, CancellationToken cancellationToken = default)
    {
        var cost = updates.Sum(static update => WriteBudget.CostOf(update.Payload));
        await _services.Budget.TakeAsync(cost, cancellationToken).ConfigureAwait(false);
        Task<CheckpointReply> reply;
        try
        {
            reply = Checkpoint(token, clientToken, updates);
        }
        finally
        {
            _services.Budget.Return(cost);
        }

        return await reply.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<CheckpointReply> Checkpoint(string token, string? clientToken, IReadOnlyList<ServedUpdate> updates)
    {
        ServedTurn? served;
        lock (this)
        {
            if (_services.Gone is not null)
            {
                throw _services.Gone;
            }

            served = Turn as ServedTurn;
            if (served is null || _phase is ExecutionPhase.Ending or ExecutionPhase.Ended)
            {
                return _services.Serving?.LastCheckpoints.Find(Number) is { } last && last.TryRepeat(token, clientToken, _services.Clock.Now(), out var repeated)
                    ? repeated
                    : throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);
            }
        }

        return served.CheckpointAsync(token, clientToken, updates);
    }

    /// <summary>What a function process may ask for; see <see cref="ServedTurn.ReadState"/>.</summary>
    public (string? Input, IReadOnlyList<OperationView> Operations) ReadServedState(string token)
    {
        ServedTurn? served;
        lock (this)
        {
            served = Turn as ServedTurn;
        }

        return served?.ReadState(token) ?? throw new CheckpointRefusedException(CheckpointRefusedException.InvalidToken);
    }

    /// <summary>Nothing of it is in flight and nothing is to be told: it sleeps. The caller holds the gate.</summary>
    /// <param name="due">Until when by the running time; null for until something comes from outside.</param>
    /// <param name="isSuspended">Whether its last invocation was suspended.</param>
    /// <param name="isForDelay">Whether that is when the earliest of its delays is over.</param>
    internal void OnServedIdle(long? due, bool isSuspended, bool isForDelay = true)
    {
        Turn?.Close();
        Turn = null;
        if (_phase == ExecutionPhase.Running)
        {
            _phase = ExecutionPhase.Idle;
            LookAgain();
            MarkTold();
            _isSuspended = isSuspended;
            SleepUntil(due is { } time ? _services.Clock.RecordedOf(time) : NeverDue, isForDelay);
            _services.Journal.Move(this, isUrgent: false);
        }
    }

    /// <summary>Keeps the last answer for whoever asks for it again although the execution has ended. The caller holds the gate.</summary>
    internal void RememberLastCheckpoint(ServedTurn served) => _services.Serving?.LastCheckpoints.Add(Number, served);

    private ExecutionTurn NewTurn() => _terms is { IsServed: true } && _services.Serving is { } serving
        ? new ServedTurn(this, _services, serving.Settings)
        : new InProcessTurn(this, _services);

    private bool RecoverServed()
    {
        if (_services.Serving is null)
        {
            Block(
                BlockedReason.MissingVersion,
                $"The function of the execution '{Name}' runs in a process of its own, and nobody serves such executions here. Open the journal with the server.");
            _services.Functions.Missing.OnMissing(this);
            return true;
        }

        if (_idleDue is not NotSet and var due)
        {
            SleepUntil(AheadOfTime.Limit(due, _services.Clock.Now()));
        }
        else
        {
            Wake();
        }

        return true;
    }
}

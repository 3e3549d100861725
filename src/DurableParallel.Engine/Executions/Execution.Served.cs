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

    /// <summary>The run of it, unless it is at rest or about to end.</summary>
    public ExecutionTurn? FindTurn()
    {
        lock (this)
        {
            if (_services.Life.Gone is not null)
            {
                throw _services.Life.Gone;
            }

            return _phase is ExecutionPhase.Ending or ExecutionPhase.Ended ? null : Turn;
        }
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

using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <content>How an execution is ended from outside, by somebody or by its time.</content>
internal sealed partial class Execution
{
    /// <summary>The error types of executions that did not end by themselves.</summary>
    public const string StoppedErrorType = "Execution.Stopped";

    public const string TimedOutErrorType = "Execution.TimedOut";

    /// <summary>Ends it as stopped unless it has ended. What runs of it has its token signalled, and nothing of it is recorded any more.</summary>
    public void Stop(DurableError error) =>
        Abort(End(ExecutionStatus.Stopped, payload: null, error), "stopped");

    /// <summary>Its time is up.</summary>
    public void TimeOut()
    {
        var seconds = Terms?.TimeoutSeconds ?? 0;
        Abort(
            End(ExecutionStatus.TimedOut, payload: null, new DurableError(TimedOutErrorType, $"The execution's time of {seconds} s was up.")),
            "ended because its time was up");
    }

    /// <summary>Lets its time run, if it has a limit. What is overdue ends at once, on another thread.</summary>
    public void ArmDeadline()
    {
        lock (this)
        {
            if (_terms is { TimeoutSeconds: > 0 and var seconds } && _phase is not (ExecutionPhase.Ending or ExecutionPhase.Ended))
            {
                Deadline ??= new ExecutionDeadline(this);
                var createdAt = Math.Min(CreatedAt, _services.Clock.Now());
                _services.Due.Arm(Deadline, _services.Clock.DueOf(createdAt + (1000L * seconds)));
            }
        }
    }

    /// <summary>How it ended. Only of one that has.</summary>
    public EndedRecord ReadEnd()
    {
        var sequence = new RecordSequence(ReadRecords());
        ReadOnlySpan<byte> last = [];
        while (sequence.MoveNext())
        {
            last = sequence.Current;
        }

        return RecordCodec.ReadEnded(last);
    }

    private void DisarmDeadline()
    {
        if (Deadline is not null)
        {
            _services.Due.Disarm(Deadline);
            Deadline = null;
        }
    }

    private void Abort(ExecutionTurn? turn, string how) => turn?.Abort(new EngineStoppedException($"The execution '{Name}' was {how}."));
}

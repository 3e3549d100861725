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

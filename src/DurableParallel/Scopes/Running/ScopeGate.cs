namespace DurableParallel.Scopes.Running;

/// <summary>
/// The lock of one scope and its phase, which all parts of the scope share. Every change of the phase goes through here.
/// </summary>
/// <remarks>
/// The lock guards the registered branches, the queues of the pump, the ledger while branches run, and those who wait. Under
/// it the tracker's gate may be taken, and no other lock of this library; user code never runs under it.
/// </remarks>
internal sealed class ScopeGate
{
    private volatile ScopePhase _phase;
    private volatile bool _isJoining;

    public Lock Lock { get; } = new();

    public ScopePhase Phase => _phase;

    /// <summary>Whether branches may be registered: until the join begins. Branches that start at once run meanwhile.</summary>
    public bool IsOpen => !_isJoining;

    /// <summary>Whether nothing starts any more, because the rules or a failure have decided the scope in this invocation.</summary>
    public bool IsDecided => _phase is ScopePhase.Decided or ScopePhase.Finishing or ScopePhase.Compensating or ScopePhase.Joined;

    /// <summary>Whether a phase may follow another one directly.</summary>
    public static bool MayFollow(ScopePhase current, ScopePhase next) => next switch
    {
        ScopePhase.Beginning => current == ScopePhase.Open,
        ScopePhase.Replaying or ScopePhase.Running => current == ScopePhase.Beginning,
        ScopePhase.Deciding => current == ScopePhase.Running,
        ScopePhase.Decided => current is ScopePhase.Running or ScopePhase.Deciding,
        ScopePhase.Finishing => current == ScopePhase.Decided,
        ScopePhase.Compensating => current is ScopePhase.Replaying or ScopePhase.Finishing,
        ScopePhase.Joined => current is ScopePhase.Open or ScopePhase.Beginning or ScopePhase.Replaying or ScopePhase.Finishing or ScopePhase.Compensating,
        _ => false,
    };

    /// <summary>Begins the join, after which no branch is registered. True for the one caller who does.</summary>
    public bool TryJoin()
    {
        lock (Lock)
        {
            if (_isJoining)
            {
                return false;
            }

            _isJoining = true;
            return true;
        }
    }

    /// <exception cref="InvalidOperationException">The phase cannot follow the current one.</exception>
    public void Enter(ScopePhase next)
    {
        lock (Lock)
        {
            if (!MayFollow(_phase, next))
            {
                throw new InvalidOperationException($"A scope that is {_phase} cannot become {next}.");
            }

            _phase = next;
        }
    }
}

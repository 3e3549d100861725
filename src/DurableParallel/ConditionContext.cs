using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <summary>What the check of a condition may ask about itself. Safe from any thread.</summary>
public sealed class ConditionContext
{
    private readonly DurableContext _context;

    internal ConditionContext(int attempt, DurableContext context)
    {
        Attempt = attempt;
        _context = context;
    }

    /// <summary>The number of this check, from 1. A check that was interrupted runs again under the same number.</summary>
    public int Attempt { get; }

    /// <summary>Never silent: a check that runs is not a replay.</summary>
    public ILogger Logger => _context.Invocation.Logger;

    /// <summary>Signalled when the scope around the wait is decided, or the execution is stopped.</summary>
    public CancellationToken CancellationToken => _context.CancellationToken;
}

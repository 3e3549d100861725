using DurableParallel.Records;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <summary>What the check of a condition may ask about itself. Safe from any thread.</summary>
public sealed class ConditionContext
{
    private readonly DurableContext _context;
    private readonly OperationHeader _header;
    private ILogger? _logger;

    internal ConditionContext(int attempt, in OperationHeader header, DurableContext context)
    {
        Attempt = attempt;
        _header = header;
        _context = context;
    }

    /// <summary>The number of this check, from 1. A check that was interrupted runs again under the same number.</summary>
    public int Attempt { get; }

    /// <summary>
    /// Never silent: a check that runs is not a replay. Goes where the context's logger goes, and its lines carry what those
    /// of the context carry, with this condition's OperationId, and StepName and Attempt besides.
    /// </summary>
    public ILogger Logger => _logger ??= _context.LoggerOf(_header, Attempt);

    /// <summary>Signalled when the scope around the wait is decided, or the execution is stopped.</summary>
    public CancellationToken CancellationToken => _context.CancellationToken;
}

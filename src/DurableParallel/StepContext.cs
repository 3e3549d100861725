using DurableParallel.Replay;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <summary>What a step's body may ask about its attempt. Safe from any thread.</summary>
public sealed class StepContext
{
    private readonly DurableContext _context;

    private readonly OperationId _id;

    internal StepContext(int attempt, OperationId id, DurableContext context)
    {
        Attempt = attempt;
        _id = id;
        _context = context;
    }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The step's id, the same in every attempt: an idempotency key for what the body calls.</summary>
    public string OperationId => _id.Hex;

    /// <summary>Never silent: a body that runs is not a replay.</summary>
    public ILogger Logger => _context.Invocation.Logger;

    /// <summary>Signalled when the scope around the step is decided, or the execution is stopped.</summary>
    public CancellationToken CancellationToken => _context.CancellationToken;
}

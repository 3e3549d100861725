using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using Microsoft.Extensions.Logging;

namespace DurableParallel;

/// <summary>What a step's body may ask about its attempt. Safe from any thread.</summary>
public sealed class StepContext
{
    private readonly DurableContext _context;
    private readonly OperationHeader _header;
    private readonly AttemptServices? _services;
    private ILogger? _logger;

    internal StepContext(int attempt, in OperationHeader header, DurableContext context, AttemptServices? services)
    {
        Attempt = attempt;
        _header = header;
        _context = context;
        _services = services;
    }

    /// <summary>The number of this attempt, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The step's id, the same in every attempt: an idempotency key for what the body calls.</summary>
    public string OperationId => _header.Id.Hex;

    /// <summary>
    /// Never silent: a body that runs is not a replay. Goes where the context's logger goes, and its lines carry what those
    /// of the context carry, with this step's OperationId and OperationPath, and StepName and Attempt besides.
    /// </summary>
    public ILogger Logger => _logger ??= _context.LoggerOf(_header, Attempt);

    /// <summary>Signalled when the scope around the step is decided, or the execution is stopped.</summary>
    public CancellationToken CancellationToken => _context.CancellationToken;

    /// <summary>
    /// The services of this attempt, out of a scope of its own. The scope is made at the first access and disposed when
    /// the body has ended, before its end is recorded: as with <c>await using</c>, an exception of the disposal fails the
    /// attempt, unless the body's own did.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host was given no services, they make no scopes, or the attempt has ended.</exception>
    public IServiceProvider Services => (_services ?? throw Misuse.Of(
        $"Step '{_header.Name ?? _context.PathOf(_header.Id, name: null)}' asked for services, and its host was given none. "
        + "Set the host's services, for the embedded engine DurableEngineOptions.Services.")).Provider;
}

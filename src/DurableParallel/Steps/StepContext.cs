using System.Diagnostics.CodeAnalysis;
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
    private readonly AttemptLimit? _limit;
    private ILogger? _logger;

    internal StepContext(int attempt, in OperationHeader header, DurableContext context, AttemptServices? services, AttemptLimit? limit)
    {
        Attempt = attempt;
        _header = header;
        _context = context;
        _services = services;
        _limit = limit;
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

    /// <summary>
    /// Signalled when the scope around the step is decided, the execution is stopped, or the time of the attempt is over
    /// (<see cref="StepConfig.Timeout"/>, <see cref="StepConfig.HeartbeatTimeout"/>).
    /// </summary>
    public CancellationToken CancellationToken => _limit is null ? _context.CancellationToken : _limit.Token;

    /// <summary>
    /// The services of this attempt, out of a scope of its own. The scope is made at the first access and disposed when
    /// the body has ended, before its end is recorded: as with <c>await using</c>, an exception of the disposal fails the
    /// attempt, unless the body's own did.
    /// </summary>
    /// <exception cref="InvalidOperationException">The host was given no services, they make no scopes, or the attempt has ended.</exception>
    public IServiceProvider Services => (_services ?? throw Misuse.Of(
        $"Step '{_header.Name ?? _context.PathOf(_header.Id, name: null)}' asked for services, and its host was given none. "
        + "Set the host's services, for the embedded engine DurableEngineOptions.Services.")).Provider;

    /// <summary>
    /// Says that the body makes progress: the time of <see cref="StepConfig.HeartbeatTimeout"/> begins again. It only takes
    /// note in memory, records nothing, and may be called as often as you like. Does nothing once the attempt is over.
    /// </summary>
    /// <exception cref="InvalidOperationException">The step's <see cref="StepConfig"/> has no HeartbeatTimeout.</exception>
    public void Heartbeat() => RequireHeartbeats().Beat();

    /// <summary>
    /// Says that the body makes progress, and how far it has come. When the attempt fails, the latest details are recorded
    /// with its failure, and <see cref="TryGetHeartbeat{T}"/> gives them to the next attempt. Details are lost when the
    /// process ends in the middle of an attempt, as a heartbeat records nothing.
    /// </summary>
    /// <typeparam name="T">The type of the details.</typeparam>
    /// <param name="details">What the next attempt is to know, for example how many items are done. It is serialised at once; at most 1,024 bytes.</param>
    /// <exception cref="InvalidOperationException">The step's <see cref="StepConfig"/> has no HeartbeatTimeout.</exception>
    /// <exception cref="DurableLimitException">The details have more than 1,024 bytes.</exception>
    /// <exception cref="DurableException">The details cannot be serialised (DP2004).</exception>
    public void Heartbeat<T>(T details) => RequireHeartbeats().Beat(details, _context.SerializationContext(_header));

    /// <summary>The details that an earlier attempt of this step gave last, with its latest heartbeat that had any.</summary>
    /// <typeparam name="T">The type of the details.</typeparam>
    /// <param name="details">The details, as they were recorded; the default of the type when there are none.</param>
    /// <returns>Whether there are any. False in the first attempt.</returns>
    /// <exception cref="DurableException">The details cannot be read as this type (DP2003).</exception>
    public bool TryGetHeartbeat<T>([MaybeNullWhen(false)] out T details)
    {
        details = default;
        return _limit is not null && _limit.TryReadDetails(_context.SerializationContext(_header), out details);
    }

    private AttemptLimit RequireHeartbeats() => _limit is { TakesHeartbeats: true } limit ? limit : throw Misuse.Of(
        $"Step '{_header.Name ?? _context.PathOf(_header.Id, name: null)}' was given a heartbeat, and its StepConfig has no HeartbeatTimeout. "
        + "Set StepConfig.HeartbeatTimeout, or leave the heartbeat out.");
}

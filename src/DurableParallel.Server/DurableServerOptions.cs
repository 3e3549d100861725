using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Journal;
using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Retrying;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Server;

/// <summary>
/// How a server is set up. Every setting has a default. They bind to a section of a configuration by their names; a server
/// takes a copy when it is started, so later changes have no effect.
/// </summary>
public sealed record DurableServerOptions
{
    /// <summary>Where a server listens when nothing else is said.</summary>
    public const string DefaultUrl = "http://127.0.0.1:9911";

    internal static readonly TimeSpan LongestWorkerTimeout = TimeSpan.FromDays(1);
    private TimeSpan _workerTimeout = TimeSpan.FromSeconds(30);
    private TimeSpan _lockTimeout;
    private TimeSpan _retryDelay = TimeSpan.FromSeconds(1);
    private TimeSpan? _retention = TimeSpan.FromDays(14);
    private int _maxFailedInvocations = 5;
    private int _endpointConcurrency = 1;

    /// <summary>The journal's file, which is made if it is not there, with its directory.</summary>
    /// <value>By default null: journal.db in the directory DurableParallel of the user's local application data.</value>
    public string? JournalPath { get; set; }

    /// <summary>How long the server waits at its start for another process that has the journal open, as while it takes over from an old one.</summary>
    /// <value>0 to 366 days; by default 0: starting fails at once.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0, or more than 366 days.</exception>
    public TimeSpan LockTimeout
    {
        get => _lockTimeout;
        set => _lockTimeout = OptionRange.UpTo(value, RetryArguments.LongestDelay);
    }

    /// <summary>Where the server listens: http URLs, with port 0 for one that is free.</summary>
    /// <value>By default <see cref="DefaultUrl"/>. Addresses that are not of this machine alone need <see cref="Keys"/> and <see cref="WorkerSecret"/>.</value>
    [SuppressMessage("Design", "CA1056", Justification = "Hosts like + and port 0 are no URIs.")]
    public IReadOnlyList<string> Urls { get; set; } = [DefaultUrl];

    /// <summary>Whose limits hold.</summary>
    /// <value>By default <see cref="ServerProfile.Aws"/>.</value>
    public ServerProfile Profile { get; set; }

    /// <summary>The functions that are known before anybody attaches for them.</summary>
    /// <value>By default none.</value>
    public IReadOnlyList<ServedFunctionOptions> Functions { get; set; } = [];

    /// <summary>What requests must prove that they have.</summary>
    /// <value>By default null: nothing, and the server listens to this machine alone.</value>
    public ServerKeys? Keys { get; set; }

    /// <summary>What the path of workers must carry, behind the functions' names.</summary>
    /// <value>By default null: nothing.</value>
    public string? WorkerSecret { get; set; }

    /// <summary>How long after a failed invocation the next one begins.</summary>
    /// <value>Zero or more, at most 366 days; by default 1 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than zero, or more than 366 days.</exception>
    public TimeSpan RetryDelay
    {
        get => _retryDelay;
        set => _retryDelay = OptionRange.UpTo(value, RetryArguments.LongestDelay);
    }

    /// <summary>After so many failed invocations in a row the execution fails.</summary>
    /// <value>At least 1; by default 5.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxFailedInvocations
    {
        get => _maxFailedInvocations;
        set => _maxFailedInvocations = OptionRange.AtLeast(value, 1);
    }

    /// <summary>How many events are sent to one endpoint, a host with its port, at once; the others wait for their turn.</summary>
    /// <value>At least 1; by default 1, as the images of Lambda's emulator run one event at a time.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int EndpointConcurrency
    {
        get => _endpointConcurrency;
        set => _endpointConcurrency = OptionRange.AtLeast(value, 1);
    }

    /// <summary>
    /// How long a synchronous invoke waits for a worker, when none has attached for its function since the server started;
    /// then it is refused, and nothing has been started. Events and executions that are on record wait as long as it takes.
    /// </summary>
    /// <value>Zero or more, at most 1 day; by default 30 s, which is less than AWS's clients wait for an answer.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than zero, or more than 1 day.</exception>
    public TimeSpan WorkerTimeout
    {
        get => _workerTimeout;
        set => _workerTimeout = OptionRange.UpTo(value, LongestWorkerTimeout);
    }

    /// <summary>
    /// Whether the web console and its management API are at /console. They answer requests from this machine alone, whatever the server
    /// listens to, and ask for no key.
    /// </summary>
    /// <value>By default true.</value>
    public bool HasConsole { get; set; } = true;

    /// <summary>How long executions are kept after their end.</summary>
    /// <value>More than zero; by default 14 days. Null is for ever.</value>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? Retention
    {
        get => _retention;
        set => _retention = value is { } retention ? OptionRange.AboveZero(retention, "null to keep all for ever") : null;
    }

    /// <summary>The clock of timestamps, waits, retries and time-outs.</summary>
    /// <value>By default the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the server logs.</summary>
    /// <value>By default nowhere.</value>
    public ILoggerFactory LoggerFactory
    {
        get;
        set => field = GuardedLoggerFactory.Around(value);
    }

    = NullLoggerFactory.Instance;

    /// <summary>Told of every execution that was started from outside: its name and its ARN. Called from several threads, before the request is answered, so it should return at once.</summary>
    /// <value>By default nothing is told.</value>
    public Action<string, string>? OnExecutionStarted { get; set; }

    /// <summary>The options as they are now, with the functions and the keys.</summary>
    internal DurableServerOptions Copy() => this with
    {
        Urls = [.. Urls],
        Functions = [.. Functions.Select(static function => function with { })],
        Keys = Keys is { } keys ? keys with { } : null,
    };

    /// <summary>The most operations of the first page that an invocation gets; the rest is asked for.</summary>
    internal int FirstPageCount { get; set; } = 1000;

    /// <summary>Told that the engine may have come to rest.</summary>
    internal Action? QuietSignal { get; set; }

    /// <summary>Disturbs the journal, for tests; null does not.</summary>
    internal IJournalFaults? JournalFaults { get; set; }
}

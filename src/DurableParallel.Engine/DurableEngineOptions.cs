using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Sqlite;
using DurableParallel.Engine.Serving;
using DurableParallel.Errors;
using DurableParallel.Retrying;
using DurableParallel.Running.Activity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Engine;

/// <summary>
/// How an engine is set up. Every setting has a default. They bind to a section of a configuration by their names; an engine
/// takes a copy when it is opened, so later changes have no effect.
/// </summary>
public sealed record DurableEngineOptions
{
    /// <summary>The most executions whose functions are active at a time, unless the processors are idle.</summary>
    public const int DefaultMaxActive = 1000;

    /// <summary>The bytes that parked executions may hold in memory: 256 MB.</summary>
    public const long DefaultResidentBytes = 256L << 20;

    /// <summary>The bytes of records that may wait for the disk: 64 MB.</summary>
    public const long DefaultUnwrittenBytes = 64L << 20;

    /// <summary>The process deaths in a row after which an execution that was running at each of them is blocked.</summary>
    public const int DefaultPoisonAfter = 5;

    /// <summary>The bytes of log that executions may pin before the oldest are moved out of it: 64 MB.</summary>
    internal const long DefaultPinnedBytesLimit = 64L << 20;

    private IDurableSerializer _serializer;
    private int _maxActive = DefaultMaxActive;
    private long _residentBytes = DefaultResidentBytes;
    private long _unwrittenBytes = DefaultUnwrittenBytes;
    private IReadOnlyList<DurablePlugin> _plugins = [];
    private TimeSpan? _retention;
    private TimeSpan _lockTimeout;
    private int? _poisonAfter = DefaultPoisonAfter;
    private string? _journalPath;

    /// <summary>The defaults, with <see cref="DurableSerializer.Newtonsoft()"/>.</summary>
    [RequiresUnreferencedCode(DurableSerializer.DefaultNeedsReflection)]
    [RequiresDynamicCode(DurableSerializer.DefaultNeedsReflection)]
    public DurableEngineOptions()
        : this(DurableSerializer.Newtonsoft())
    {
    }

    /// <summary>The defaults with another serializer. What this makes needs reflection only if the serializer does.</summary>
    /// <param name="serializer">See <see cref="Serializer"/>.</param>
    public DurableEngineOptions(IDurableSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        _serializer = serializer;
    }

    /// <summary>The journal's file, which is made if it is not there, with its directory.</summary>
    /// <value>By default journal.db in the directory DurableParallel of the user's local application data.</value>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public string JournalPath
    {
        get => _journalPath ?? DefaultJournalPath;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _journalPath = value;
        }
    }

    /// <summary>How long opening waits for another engine that has the journal open, as while a new process takes over from an old one.</summary>
    /// <value>0 to 366 days; by default 0: opening fails at once. It is counted by <see cref="TimeProvider"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0, or more than 366 days.</exception>
    public TimeSpan LockTimeout
    {
        get => _lockTimeout;
        set => _lockTimeout = OptionRange.UpTo(value, RetryArguments.LongestDelay);
    }

    /// <summary>The clock of timestamps, waits and retries.</summary>
    /// <value>By default the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Functions begin while fewer than this are active; parked ones do not count, and resumed ones never wait for it.</summary>
    /// <value>At least 1; by default <see cref="DefaultMaxActive"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxActive
    {
        get => _maxActive;
        set => _maxActive = OptionRange.AtLeast(value, 1);
    }

    /// <summary>How many bytes parked executions may hold in memory; beyond it the longest-parked leave it and are replayed when they wake.</summary>
    /// <value>0 or more, where 0 keeps none; by default <see cref="DefaultResidentBytes"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 0.</exception>
    public long ResidentBytes
    {
        get => _residentBytes;
        set => _residentBytes = OptionRange.AtLeast(value, 0L);
    }

    /// <summary>
    /// From how many bytes of records that wait for the disk on the engine slows down: starts, completed callbacks and the
    /// checkpoints of other processes wait, and functions run no further, until there are fewer. What ran already is still
    /// recorded, so there may be more by what the bodies return that run at that moment.
    /// </summary>
    /// <value>1 or more; by default <see cref="DefaultUnwrittenBytes"/>. A single record is always taken.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public long UnwrittenBytes
    {
        get => _unwrittenBytes;
        set => _unwrittenBytes = OptionRange.AtLeast(value, 1L);
    }

    /// <summary>
    /// Where the engine and the functions log. Its loggers are called in the thread that has something to say, so one that
    /// blocks delays an execution or the engine: put a bounded queue in front of a slow one.
    /// </summary>
    /// <value>By default nowhere.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>What <see cref="StepContext.Services"/> takes a scope from for every attempt of a step.</summary>
    /// <value>By default null: a step that asks for services fails. The engine does not dispose it.</value>
    public IServiceProvider? Services { get; set; }

    /// <summary>Makes payloads of inputs and values of results, and is the default of functions that are registered as delegates.</summary>
    /// <value>By default <see cref="DurableSerializer.Newtonsoft()"/>.</value>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public IDurableSerializer Serializer
    {
        get => _serializer;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _serializer = value;
        }
    }

    /// <summary>How long executions are kept after their end; then they are purged in the background, as <see cref="DurableEngine.PurgeAsync(ExecutionQuery, CancellationToken)"/> does.</summary>
    /// <value>
    /// More than zero; by default null, which is for ever. Time counts as passed when the clock has shown it for an hour, or
    /// for the retention where that is shorter, so nothing is purged before that after opening, nor by a clock that is ahead
    /// for a while.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Zero or less.</exception>
    public TimeSpan? Retention
    {
        get => _retention;
        set => _retention = value is { } retention ? OptionRange.AboveZero(retention, "null to keep all for ever") : null;
    }

    /// <summary>
    /// After how many process deaths in a row an execution that was running at each of them is blocked as
    /// <see cref="BlockedReason.Poison"/>, because it may be what ends the process. One that was parked, or had recorded
    /// anything since the process before, does not count; a stop in good order begins the count again.
    /// </summary>
    /// <value>At least 1; by default <see cref="DefaultPoisonAfter"/>. Null is never, for programs that are often killed from outside.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? PoisonAfter
    {
        get => _poisonAfter;
        set => _poisonAfter = value is { } deaths ? OptionRange.AtLeast(deaths, 1, "null to block nothing") : null;
    }

    /// <summary>Watch the executions of every function that is registered with the engine, before the plugins of the function itself. Called in this order.</summary>
    /// <value>By default none, which costs nothing. Functions that run in processes of their own are not watched.</value>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public IReadOnlyList<DurablePlugin> Plugins
    {
        get => _plugins;
        set => _plugins = PluginList.Check(value);
    }

    /// <summary>
    /// Called for every execution that has ended, however it ended, once its end is durable: to report failures, or to put them
    /// into a list of dead letters. Called for one execution after the other, on a thread of the pool, and again for an
    /// execution that was retried and has ended once more. What it throws is logged. A stop waits for it within its timeout;
    /// then its token is signalled.
    /// </summary>
    /// <value>
    /// By default null. It is not called for ends that the process did not live to report: whoever must see each of them lists
    /// executions by their status after opening.
    /// </value>
    public Func<ExecutionEnded, CancellationToken, Task>? OnEnded { get; set; }

    /// <summary>
    /// Called, rather too often than too seldom, when the engine may have come to rest, on a thread of the pool and under no
    /// lock; see <see cref="DurableEngine.IsQuiet"/>.
    /// </summary>
    internal Action? QuietSignal { get; init; }

    /// <summary>How executions are served to function processes; null where none are.</summary>
    internal ServingSettings? Serving { get; init; }

    /// <summary>Where functions run.</summary>
    internal WorkScheduler WorkScheduler { get; init; } = WorkScheduler.Pool;

    /// <summary>Stops the engine at a chosen commit.</summary>
    internal IJournalFaults? JournalFaults { get; set; }

    /// <summary>How many pages the journal's file may have, as if the disk were full then; null for no limit.</summary>
    internal int? JournalMaxPageCount { get; init; }

    /// <summary>How many bytes the records of one execution may have.</summary>
    internal long MaxRecordedBytes { get; init; } = DurableLimits.EngineRecordedBytes;

    /// <summary>How many bytes of one execution's records memory holds in one piece: an array's most, less what its last records need.</summary>
    internal long MaxHeldBytes { get; init; } = int.MaxValue - (64L << 20);

    /// <summary>Makes arrays for the records of executions; null for ordinary ones.</summary>
    internal Func<int, byte[]>? AllocateRecords { get; init; }

    /// <summary>How long one attempt to write waits for another program's lock on the journal's file.</summary>
    internal TimeSpan JournalBusyTime { get; init; } = StoreSettings.DefaultBusyTime;

    /// <summary>How often commits look, at most, whether the journal's files are still there.</summary>
    internal TimeSpan JournalWatchInterval { get; init; } = StoreSettings.DefaultWatchInterval;

    /// <summary>How many bytes the log may have before the executions that keep its oldest rows are moved out of it.</summary>
    internal long PinnedBytesLimit { get; init; } = DefaultPinnedBytesLimit;

    /// <summary>Whether the path is not the default one.</summary>
    internal bool HasJournalPath => _journalPath is not null;

    private static string DefaultJournalPath { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
        "DurableParallel",
        "journal.db");
}

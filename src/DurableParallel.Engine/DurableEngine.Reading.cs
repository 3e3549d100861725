using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine;

/// <content>What consoles and tools look at, beside lists and counts: states, functions, callbacks and figures.</content>
public sealed partial class DurableEngine
{
    private readonly DateTimeOffset _opened;
    private readonly FunctionCatalog _catalog;

    /// <summary>
    /// How many of the executions that the query means are held up by what. Every state has a number, 0 included. An execution
    /// counts once for each of its states, so that the sum may be more than there are, and those without any count nowhere.
    /// </summary>
    /// <param name="query">Which executions; null for all.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    /// <returns>A number for each state.</returns>
    /// <exception cref="ArgumentException">A status, a state or a tag is not valid.</exception>
    /// <exception cref="JournalDamagedException">The records of an execution that is not in memory are damaged.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<IReadOnlyDictionary<ExecutionState, long>> CountByStateAsync(
        ExecutionQuery? query = null,
        CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        var selection = new Selection(query ?? new ExecutionQuery());
        return await Task.Run<IReadOnlyDictionary<ExecutionState, long>>(
            () => Enum.GetValues<ExecutionState>().Zip(_executions.CountStates(selection, cancellationToken)).ToDictionary(),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A page of the callbacks that can be completed, each at most once over all pages: in the order of the starts of their
    /// executions, and of one execution in the order of their creation. Those created meanwhile come in that order, or not at all.
    /// </summary>
    /// <param name="query">Which callbacks; null for all.</param>
    /// <param name="limit">How many at most, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="continuationToken">Of the page before, with the same query; null for the first.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The page, and the token of the next one; no token behind the last page.</returns>
    /// <exception cref="ArgumentException">The limit or the token is not valid, or the token is of another query.</exception>
    /// <exception cref="JournalDamagedException">The records of an execution are damaged.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<CallbackPage> ListCallbacksAsync(
        CallbackQuery? query = null,
        int limit = 100,
        string? continuationToken = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LargestPage);
        ThrowIfUnusable();
        var list = new CallbackList(_executions, _services);
        return await Task.Run(() => list.MakePage(query ?? new CallbackQuery(), limit, continuationToken, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The functions that this engine knows, in all their versions: those that are registered, those that processes of their own
    /// serve, and those that executions in the journal name.
    /// </summary>
    /// <returns>The functions, by name and version.</returns>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public IReadOnlyList<FunctionInfo> ListFunctions()
    {
        ThrowIfUnusable();
        return _catalog.List();
    }

    /// <summary>
    /// What the engine does at this moment, and what it has done since it was opened. Made for being called about once a second:
    /// it looks at every execution that has not ended.
    /// </summary>
    /// <returns>The figures.</returns>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public EngineFigures GetFigures()
    {
        ThrowIfUnusable();
        var all = new Selection(new ExecutionQuery());
        var statuses = ToStatuses(_executions.Count(all, CancellationToken.None));
        var queued = _executions.CountQueued(CancellationToken.None);
        var active = _services.Admission.Active + (_services.Serving?.OpenInvocations ?? 0);
        var counts = _services.Counts;
        var (commits, records, bytes) = counts.Committed;
        return new EngineFigures
        {
            Timestamp = _options.TimeProvider.GetUtcNow(),
            OpenedTimestamp = _opened,
            Active = active,
            Parked = Math.Max(0, statuses[ExecutionStatus.Running] - active - queued),
            Queued = queued,
            OpenSteps = _services.Life.OpenSteps,
            Executions = statuses,
            Commits = commits,
            CommittedRecords = records,
            CommittedBytes = bytes,
            CommitLatency = ToFigures(counts.ReadCommits()),
            Steps = counts.Steps.Total,
            StepLatency = ToFigures(counts.Steps.Read(_services.Clock.Now())),
            Functions = [.. counts.Functions.OrderBy(static one => one.FunctionName, StringComparer.Ordinal).Select(static one => new FunctionFigures(one.FunctionName, one.Started, one.Ended, one.Failed))],
            JournalBytes = Length(_options.JournalPath),
            WalBytes = Length(_options.JournalPath + "-wal"),
            ResidentBytes = _services.Residency.Bytes,
        };
    }

    private static Dictionary<ExecutionStatus, long> ToStatuses(long[] counts) => counts.Index()
        .Where(static count => count.Index != (int)ExecutionStatus.ContinuedAsNew)
        .ToDictionary(static count => (ExecutionStatus)count.Index, static count => count.Item);

    private static LatencyFigures? ToFigures((long Count, double Median, double P99) found) => found.Count == 0
        ? null
        : new LatencyFigures(found.Count, TimeSpan.FromMilliseconds(found.Median), TimeSpan.FromMilliseconds(found.P99));
}

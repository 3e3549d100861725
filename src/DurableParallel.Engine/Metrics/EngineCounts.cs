using System.Collections.Concurrent;

namespace DurableParallel.Engine.Metrics;

/// <summary>What an engine has done since it was opened. Read from any thread.</summary>
internal sealed class EngineCounts
{
    private readonly ConcurrentDictionary<string, FunctionCounts> _functions = new(StringComparer.Ordinal);
    private readonly LatencyWindow _commits = new();
    private readonly LatencyWindow _steps = new();
    private FunctionCounts? _latest;
    private long _bytes;
    private long _records;

    /// <summary>How long the attempts of steps took, in milliseconds, by the engine's own clock.</summary>
    public LatencyWindow Steps => _steps;

    /// <summary>Commits, their records and their bytes.</summary>
    public (long Commits, long Records, long Bytes) Committed => (_commits.Total, Volatile.Read(ref _records), Volatile.Read(ref _bytes));

    /// <summary>What became of the executions of each function.</summary>
    public IEnumerable<FunctionCounts> Functions => _functions.Values;

    /// <summary>How long the commits of the last minute took, in milliseconds.</summary>
    public (long Count, double Median, double P99) ReadCommits()
    {
        var (count, median, p99) = _commits.Read(Environment.TickCount64);
        return (count, median / 1000, p99 / 1000);
    }

    /// <summary>A commit is on disk. One thread at a time.</summary>
    public void OnCommitted(TimeSpan duration, int records, long bytes)
    {
        _commits.Record(Environment.TickCount64, (long)duration.TotalMicroseconds);
        Volatile.Write(ref _records, _records + records);
        Volatile.Write(ref _bytes, _bytes + bytes);
    }

    /// <summary>An execution has started. Called where commits are told, by one thread at a time.</summary>
    public void OnStarted(string functionName) => Of(functionName).OnStarted();

    /// <summary>An execution has ended. Called where commits are told, by one thread at a time.</summary>
    public void OnEnded(string functionName, bool isFailure) => Of(functionName).OnEnded(isFailure);

    private FunctionCounts Of(string functionName)
    {
        if (_latest is not { } latest || !ReferenceEquals(latest.FunctionName, functionName))
        {
            _latest = latest = _functions.GetOrAdd(functionName, static name => new FunctionCounts(name));
        }

        return latest;
    }
}

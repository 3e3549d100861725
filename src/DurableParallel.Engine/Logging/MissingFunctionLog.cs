using System.Globalization;
using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Log;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Logging;

/// <summary>
/// Says which functions are not registered, one line a function and version, with how many executions wait for it. When an
/// engine opens its journal none is registered yet, and executions that invoke come many at a time: so the lines are written
/// some seconds after the first execution came to wait, about those that wait then. Safe from any thread.
/// </summary>
internal sealed class MissingFunctionLog(FunctionLoggers loggers, TimeProvider time) : IDisposable
{
    /// <summary>How long functions may take to be registered before their absence is worth a line.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const string AnyVersion = "any version";
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Function, int Version), Waiting> _waiting = [];
    private ITimer? _timer;
    private bool _isOver;

    /// <summary>An execution waits for its function.</summary>
    public void OnMissing(ILoggedExecution execution)
    {
        if (!loggers.Of(execution.FunctionName).IsEnabled(LogLevel.Warning))
        {
            return;
        }

        var key = (execution.FunctionName, execution.Version);
        lock (_gate)
        {
            _waiting[key] = _waiting.GetValueOrDefault(key).WithOneMore();
            if (!_isOver)
            {
                _timer ??= time.CreateTimer(static log => ((MissingFunctionLog)log!).Report(), this, Grace, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>A function was registered: nothing waits for it any more.</summary>
    public void OnRegistered(string function, int version)
    {
        lock (_gate)
        {
            _waiting.Remove((function, version));
            _waiting.Remove((function, ExecutionTerms.AnyVersion));
            if (_waiting.Values.All(static waiting => waiting.IsReported))
            {
                DropTimer();
            }
        }
    }

    /// <summary>Writes what is not written yet, for an engine that ends within the time that functions may take.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        Report();
    }

    /// <summary>Writes nothing any more, as at the end of the process.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _isOver = true;
            _waiting.Clear();
            DropTimer();
        }
    }

    private void Report()
    {
        List<(string Function, int Version, int Count)> missing = [];
        lock (_gate)
        {
            DropTimer();
            foreach (var (key, waiting) in _waiting.Where(static entry => !entry.Value.IsReported).ToList())
            {
                missing.Add((key.Function, key.Version, waiting.Count));
                _waiting[key] = waiting with { Reported = waiting.Count };
            }
        }

        foreach (var (function, version, count) in missing)
        {
            loggers.Of(function).FunctionMissing(function, version == ExecutionTerms.AnyVersion ? AnyVersion : string.Create(CultureInfo.InvariantCulture, $"version {version}"), count);
        }
    }

    // The caller holds the gate.
    private void DropTimer()
    {
        _timer?.Dispose();
        _timer = null;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Waiting(int Count, int Reported)
    {
        public bool IsReported => Reported == Count;

        public Waiting WithOneMore() => this with { Count = Count + 1 };
    }
}

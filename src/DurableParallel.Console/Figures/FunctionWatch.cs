using DurableParallel.Console.Api;
using DurableParallel.Engine;

namespace DurableParallel.Console.Figures;

/// <summary>
/// How long executions took by function, and which operations were retried, in the last hour: from samples. Every 5 seconds it takes
/// up to 500 of the executions that have ended since, and looks into up to 20 that are retrying. Safe from any thread.
/// </summary>
internal sealed class FunctionWatch
{
    private const int MostEnded = 500;
    private const int MostRetrying = 20;
    private const int MostSamples = 100_000;
    private const int Top = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset At, string Function, double Milliseconds, bool Failed)> _ended = new();
    private readonly Dictionary<(string Execution, string Operation), (DateTimeOffset At, string Function, string Path, int Attempts)> _retried = [];

    /// <summary>Takes what has happened between two looks at the figures.</summary>
    public async Task TakeAsync(IDurableEngine engine, EngineFigures now, EngineFigures? before)
    {
        if (before is null)
        {
            return;
        }

        if (EndsOf(now) != EndsOf(before))
        {
            var ended = await engine.ListAsync(
                new ExecutionQuery { EndedAfter = before.Timestamp, EndedBefore = now.Timestamp, Descending = true },
                MostEnded).ConfigureAwait(false);
            Take(ended.Executions, now.Timestamp);
        }

        var retrying = await engine.ListAsync(new ExecutionQuery { States = [ExecutionState.Retrying], Descending = true }, MostRetrying).ConfigureAwait(false);
        foreach (var summary in retrying.Executions)
        {
            await LookAtAsync(engine, summary, now.Timestamp).ConfigureAwait(false);
        }
    }

    public FunctionFiguresAnswer Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            return new FunctionFiguresAnswer
            {
                Slowest =
                [
                    .. _ended.GroupBy(static sample => sample.Function, StringComparer.Ordinal)
                        .Select(static function => TimesOf(function.Key, [.. function.Select(static sample => sample.Milliseconds).Order()], function.Count(static sample => sample.Failed)))
                        .OrderByDescending(static function => function.P99Ms)
                        .Take(Top),
                ],
                Retried =
                [
                    .. _retried.Values.GroupBy(static retry => (retry.Function, retry.Path))
                        .Select(static operation => new RetriedTimes { Function = operation.Key.Function, Operation = operation.Key.Path, Retries = operation.Sum(static retry => (long)retry.Attempts) })
                        .OrderByDescending(static operation => operation.Retries)
                        .Take(Top),
                ],
            };
        }
    }

    private static long EndsOf(EngineFigures figures) => figures.Functions.Sum(static function => function.Ended);

    private static FunctionTimes TimesOf(string function, List<double> sorted, int failed) => new()
    {
        Function = function,
        P50Ms = sorted[(sorted.Count - 1) / 2],
        P99Ms = sorted[(int)Math.Ceiling(sorted.Count * 0.99) - 1],
        Ended = sorted.Count,
        Failed = failed,
    };

    private void Take(IReadOnlyList<ExecutionSummary> ended, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var summary in ended)
            {
                if (summary.EndTimestamp is { } end)
                {
                    _ended.Enqueue((end, summary.FunctionName, (end - summary.StartTimestamp).TotalMilliseconds, summary.Status != ExecutionStatus.Succeeded));
                }
            }

            Forget(now);
        }
    }

    private async Task LookAtAsync(IDurableEngine engine, ExecutionSummary summary, DateTimeOffset now)
    {
        const int MostOperations = 10_000;
        if (await engine.FindAsync(summary.Name).ConfigureAwait(false) is not { } execution)
        {
            return;
        }

        OperationTree tree;
        try
        {
            tree = await execution.GetTreeAsync().ConfigureAwait(false);
        }
        catch (ExecutionNotFoundException)
        {
            return;
        }

        var open = tree.All.Take(MostOperations).Where(static node => node is { Type: OperationType.Step, IsOpen: true, Attempts: > 0, Error: not null }).ToList();
        lock (_lock)
        {
            foreach (var node in open)
            {
                _retried[(summary.Name, node.Id)] = (now, summary.FunctionName, node.Path, node.Attempts);
            }
        }
    }

    private void Forget(DateTimeOffset now)
    {
        while (_ended.Count > MostSamples || (_ended.TryPeek(out var oldest) && oldest.At < now - Kept))
        {
            _ended.Dequeue();
        }

        foreach (var old in _retried.Where(retry => retry.Value.At < now - Kept).Select(static retry => retry.Key).ToList())
        {
            _retried.Remove(old);
        }

        if (_retried.Count > MostSamples)
        {
            _retried.Clear();
        }
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Engine;

namespace DurableParallel.Console.Figures;

/// <summary>What is shown of an engine's figures: what they are now, and rates since earlier ones.</summary>
internal static class FigureMaker
{
    public static FiguresAnswer Of(EngineFigures now, EngineFigures? before)
    {
        var seconds = before is null ? 0 : (now.Timestamp - before.Timestamp).TotalSeconds;
        return new FiguresAnswer
        {
            At = now.Timestamp,
            Active = now.Active,
            Parked = now.Parked,
            Queued = now.Queued,
            Running = now.Executions.GetValueOrDefault(ExecutionStatus.Running),
            Blocked = now.Executions.GetValueOrDefault(ExecutionStatus.Blocked),
            Executions = now.Executions.Values.Sum(),
            StartsPerSecond = Rate(Sum(now, static function => function.Started), before is null ? 0 : Sum(before, static function => function.Started), seconds),
            EndsPerSecond = Rate(Sum(now, static function => function.Ended), before is null ? 0 : Sum(before, static function => function.Ended), seconds),
            CommitsPerSecond = Rate(now.Commits, before?.Commits ?? 0, seconds),
            StepsPerSecond = Rate(now.Steps, before?.Steps ?? 0, seconds),
            CommitP50Ms = now.CommitLatency?.Median.TotalMilliseconds,
            CommitP99Ms = now.CommitLatency?.P99.TotalMilliseconds,
            StepP50Ms = now.StepLatency?.Median.TotalMilliseconds,
            StepP99Ms = now.StepLatency?.P99.TotalMilliseconds,
            JournalBytes = now.JournalBytes,
            WalBytes = now.WalBytes,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            Failures = FailuresOf(now, before),
        };
    }

    private static long Sum(EngineFigures figures, Func<FunctionFigures, long> of) => figures.Functions.Sum(of);

    private static double Rate(long now, long before, double seconds) => seconds <= 0 ? 0 : Math.Round(Math.Max(0, now - before) / seconds, 3);

    private static Dictionary<string, long> FailuresOf(EngineFigures now, EngineFigures? before)
    {
        var earlier = before?.Functions.ToDictionary(static function => function.FunctionName, static function => function.Failed, StringComparer.Ordinal) ?? [];
        return before is null
            ? []
            : now.Functions
                .Select(function => (function.FunctionName, Failed: function.Failed - earlier.GetValueOrDefault(function.FunctionName)))
                .Where(static function => function.Failed > 0)
                .ToDictionary(static function => function.FunctionName, static function => function.Failed, StringComparer.Ordinal);
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>The operations below one, folded into as many buckets of neighbours as can be drawn.</summary>
internal static class DensityMaker
{
    public static DensityAnswer Make(ExecutionView view, IReadOnlyList<OperationNode> rows, int buckets)
    {
        var made = new List<DensityBucket>(Math.Min(buckets, rows.Count));
        var count = Math.Min(buckets, rows.Count);
        for (var bucket = 0; bucket < count; bucket++)
        {
            var first = (int)((long)rows.Count * bucket / count);
            var next = (int)((long)rows.Count * (bucket + 1) / count);
            made.Add(Fold(view, rows, first, next));
        }

        return new DensityAnswer { Total = rows.Count, Buckets = made };
    }

    private static DensityBucket Fold(ExecutionView view, IReadOnlyList<OperationNode> rows, int first, int next)
    {
        var (from, to) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        var (succeeded, failed, running) = (0, 0, 0);
        for (var index = first; index < next; index++)
        {
            var node = rows[index];
            var end = Segments.EndOf(view, node);
            from = node.StartTimestamp < from ? node.StartTimestamp : from;
            to = (end ?? view.End) > to ? end ?? view.End : to;
            succeeded += node.Status == OperationStatus.Succeeded ? 1 : 0;
            failed += node.Status is OperationStatus.Failed or OperationStatus.TimedOut ? 1 : 0;
            running += end is null ? 1 : 0;
        }

        return new DensityBucket
        {
            Rows = next - first,
            From = from,
            To = to,
            Succeeded = succeeded,
            Failed = failed,
            Running = running,
            Other = next - first - succeeded - failed - running,
        };
    }
}

using System.Runtime.InteropServices;
using DurableParallel.Console.Api;

namespace DurableParallel.Console.Timeline;

/// <summary>The concurrency strip of a scope: how many of its branches ran at each moment, from the times on record.</summary>
internal static class StripMaker
{
    public static StripAnswer Make(ScopeFacts scope, int buckets, DateTimeOffset? from, DateTimeOffset? to)
    {
        var view = scope.View;
        var begin = from ?? scope.Node.StartTimestamp;
        var end = to ?? Segments.EndOf(view, scope.Node) ?? view.End;
        end = end < begin ? begin : end;
        var changes = ChangesOf(scope);
        var total = Math.Max(scope.Total ?? 0, scope.Branches.Count());
        var (samples, peak) = Sample(changes, total, begin, end, buckets);
        return new StripAnswer
        {
            From = begin,
            To = end,
            Rules = scope.Rules with { Total = total },
            Peak = peak,
            Samples = samples,
            Decided = DecisionOf(scope, total),
        };
    }

    private static List<Change> ChangesOf(ScopeFacts scope)
    {
        var changes = new List<Change>();
        foreach (var branch in scope.Branches)
        {
            changes.Add(new Change(branch.StartTimestamp, Started: 1, Ended: 0, Succeeded: 0, Failed: 0));
            if (Segments.EndOf(scope.View, branch) is { } ended)
            {
                var failed = branch.Status is OperationStatus.Failed or OperationStatus.TimedOut;
                changes.Add(new Change(ended, Started: 0, Ended: 1, branch.Status == OperationStatus.Succeeded ? 1 : 0, failed ? 1 : 0));
            }
        }

        // An end frees the place of the next one, also within one millisecond; a branch that took none ends after its start.
        changes.Sort(static (one, other) => one.At != other.At ? one.At.CompareTo(other.At) : other.Ended.CompareTo(one.Ended));
        return changes;
    }

    private static (List<StripSample> Samples, int Peak) Sample(List<Change> changes, int total, DateTimeOffset begin, DateTimeOffset end, int buckets)
    {
        var samples = new List<StripSample>(Math.Min(buckets, changes.Count) + 1);
        var width = Math.Max(1, (end - begin).Ticks / buckets);
        var (started, ended, succeeded, failed, peak, highest) = (0, 0, 0, 0, 0, 0);
        var bucket = -1L;
        for (var index = 0; index < changes.Count; index++)
        {
            var change = changes[index];
            if (change.At > end)
            {
                break;
            }

            // Up to the beginning all is one sample, and from there on the highest count of each bucket is shown.
            var at = change.At <= begin ? 0 : (change.At - begin).Ticks / width;
            if (at != bucket)
            {
                Add();
                bucket = at;
                highest = 0;
            }

            started += change.Started;
            ended += change.Ended;
            succeeded += change.Succeeded;
            failed += change.Failed;
            highest = Math.Max(highest, Math.Max(0, started - ended));
            peak = Math.Max(peak, started - ended);
        }

        Add();
        if (samples.Count > 0 && started - ended != samples[^1].Running)
        {
            samples.Add(samples[^1] with { At = end, Running = Math.Max(0, started - ended) });
        }

        return (samples, peak);

        void Add()
        {
            if (bucket >= 0)
            {
                samples.Add(new StripSample
                {
                    At = begin.AddTicks(bucket * width),
                    Running = highest,
                    Pending = Math.Max(0, total - started),
                    Succeeded = succeeded,
                    Failed = failed,
                });
            }
        }
    }

    private static DecisionView? DecisionOf(ScopeFacts scope, int total)
    {
        if (scope.Reason is not { } reason || scope.Node.EndTimestamp is not { } at)
        {
            return null;
        }

        return new DecisionView { At = at, Reason = reason.ToString(), Sentence = Sentences.Decided(scope, reason, total) };
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Change(DateTimeOffset At, int Started, int Ended, int Succeeded, int Failed);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using DurableParallel.Records;

namespace DurableParallel.Telemetry;

/// <summary>Measures one invocation and its operations.</summary>
internal sealed class MetricsPlugin : DurablePlugin
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _scopes = new(StringComparer.Ordinal);
    private bool _isCounted;

    public static bool IsNeeded =>
        DurableTelemetry.ActiveExecutions.Enabled || DurableTelemetry.OperationDuration.Enabled || DurableTelemetry.BranchQueueTime.Enabled;

    public override void OnInvocationStart(InvocationStartInfo info)
    {
        _isCounted = DurableTelemetry.ActiveExecutions.Enabled;
        if (_isCounted)
        {
            Listeners.Add(DurableTelemetry.ActiveExecutions, 1);
        }
    }

    public override ValueTask OnInvocationEndAsync(InvocationEndInfo info)
    {
        if (_isCounted)
        {
            Listeners.Add(DurableTelemetry.ActiveExecutions, -1);
        }

        return default;
    }

    public override void OnOperationStart(OperationInfo info)
    {
        switch (info)
        {
            case { SubType: OperationSubTypes.Parallel or OperationSubTypes.Map, StartTimestamp: { } joined }:
                _scopes[info.Id] = joined;
                break;
            case { SubType: OperationSubTypes.ParallelBranch or OperationSubTypes.MapIteration, IsReplay: false, ParentId: { } scope, StartTimestamp: { } started }
                when _scopes.TryGetValue(scope, out var joined):
                Listeners.Record(DurableTelemetry.BranchQueueTime, Seconds(joined, started), new TagList { { TelemetryTags.OperationSubType, info.SubType } });
                break;
        }
    }

    public override void OnOperationEnd(OperationInfo info)
    {
        _scopes.TryRemove(info.Id, out _);
        if (info is { StartTimestamp: { } started, EndTimestamp: { } ended })
        {
            Listeners.Record(DurableTelemetry.OperationDuration, Seconds(started, ended), new TagList
            {
                { TelemetryTags.OperationType, info.Type.ToWireName() },
                { TelemetryTags.OperationSubType, info.SubType },
                { TelemetryTags.OperationStatus, info.Status.ToWireName() },
            });
        }
    }

    // A host may round its timestamps, the core's own are exact: together they may seem to run backwards.
    private static double Seconds(DateTimeOffset from, DateTimeOffset to) => Math.Max(0, (to - from).TotalSeconds);
}

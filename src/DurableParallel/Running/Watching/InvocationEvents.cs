using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Telemetry;

namespace DurableParallel.Running.Watching;

/// <summary>
/// What happens in one invocation, told to its plugins. There is none where nobody watches. No hook is called under a
/// lock, and none but those on the flow of a body changes the flow of its caller.
/// </summary>
internal sealed partial class InvocationEvents
{
    private readonly InvocationRequest _request;
    private readonly KnownOperations _operations;
    private readonly PluginChain _plugins;
    private readonly EventQueue _queue;
    private readonly string _executionArn;
    private readonly string _requestId;
    private readonly bool _isFirst;
    private ExecutionContext? _flow;
    private int _state;

    private InvocationEvents(InvocationRequest request, IReadOnlyList<DurablePlugin> plugins)
    {
        _request = request;
        _operations = new KnownOperations(request);
        _plugins = new PluginChain(plugins, request.Logger);
        _queue = new EventQueue(request.Scheduler);
        _executionArn = request.Execution.Arn;
        _requestId = request.RequestId ?? RequestIds.Next();
        _isFirst = _operations.Count == 0;
    }

    private static class State
    {
        public const int Waiting = 0;
        public const int Told = 1;
        public const int Skipped = 2;
    }

    /// <summary>Null when nobody watches.</summary>
    public static InvocationEvents? For(InvocationRequest request)
    {
        var plugins = request.Function.Plugins;
        var telemetry = TelemetryPlugins.For(request.Execution.Name);
        if (telemetry.Count == 0 && plugins.Count == 0)
        {
            return null;
        }

        return new InvocationEvents(request, telemetry.Count == 0 ? plugins : [.. telemetry, .. plugins]);
    }

    /// <summary>Tells that the invocation begins, on the flow of the function. False when it has ended before.</summary>
    public bool TryStart()
    {
        if (Interlocked.CompareExchange(ref _state, State.Told, State.Waiting) != State.Waiting)
        {
            return false;
        }

        var updated = _operations.StateOf(_request.UpdatedOperations);
        var info = new InvocationStartInfo
        {
            ExecutionArn = _executionArn,
            RequestId = _requestId,
            IsFirstInvocation = _isFirst,
            ExecutionStartTimestamp = _request.StartTimestamp,
            Operations = _operations.View,
            StartedFrom = _request.StartedFrom,
            UpdatedOperations = updated.ToDictionary(static operation => operation.Id, StringComparer.Ordinal),
        };
        _plugins.Call(nameof(DurablePlugin.OnInvocationStart), static (plugin, start) => plugin.OnInvocationStart(start), info);
        _flow = ExecutionContext.Capture();
        foreach (var ended in updated.Where(static operation => operation.EndTimestamp is not null))
        {
            TellEnd(ended);
        }

        _queue.Open();
        return true;
    }

    /// <summary>Ends the invocation for the plugins, which hear of everything that was on its way first, and then completes it.</summary>
    public void End(InvocationOutcome outcome, Exception? error, Action complete)
    {
        if (Interlocked.CompareExchange(ref _state, State.Skipped, State.Waiting) == State.Waiting)
        {
            complete();
            return;
        }

        _queue.TryAdd(() => _ = EndAsync(outcome, error, complete), isLast: true);
    }

    /// <summary>Stands in for whoever waits for an update. Null where nobody waits and hosts fold the update into the next one.</summary>
    public WatchedCheckpoint? Watch(in OperationUpdate update, ICheckpointWaiter? waiter) =>
        waiter is null && update is { Type: OperationType.Step, Action: OperationAction.Start } ? null : new WatchedCheckpoint(this, update, waiter);

    /// <summary>An update is on its way to the journal.</summary>
    public void OnSubmitted(in OperationUpdate update) => TellStart(_operations.Announce(update));

    /// <summary>The code has met an operation that is on record.</summary>
    public void OnMet(OperationId id, OperationRecord record)
    {
        if (!record.IsEnded)
        {
            TellStart(_operations.Announce(id));
        }
    }

    /// <summary>An update is durable: the plugins hear of it, and then whoever waits for it.</summary>
    public void OnAcknowledged(OperationUpdate update, DateTimeOffset timestamp, ICheckpointWaiter? waiter)
    {
        var isTaken = _queue.TryAdd(() =>
        {
            Tell(_operations.Merge(update, timestamp));
            waiter?.OnAcknowledged(timestamp);
        });
        if (!isTaken)
        {
            waiter?.OnAcknowledged(timestamp);
        }
    }

    /// <summary>The code has said what the execution is doing, and no earlier invocation has.</summary>
    public void OnStatusSet(string? status)
    {
        var info = new StatusInfo { ExecutionArn = _executionArn, RequestId = _requestId, Payload = status };
        _plugins.CallOn(ExecutionContext.Capture(), nameof(DurablePlugin.OnStatusSet), static (plugin, set) => plugin.OnStatusSet(set), info);
    }

    /// <summary>The host has news: the plugins hear of it, and then the operations that wait for it already.</summary>
    public void OnDelivered(OperationId id, OperationRecord record, DurableOperation[] waiting)
    {
        var isTaken = _queue.TryAdd(() =>
        {
            Tell(_operations.Merge(id, record));
            Deliver(record, waiting);
        });
        if (!isTaken)
        {
            Deliver(record, waiting);
        }
    }

    private static void Deliver(OperationRecord record, DurableOperation[] waiting)
    {
        foreach (var operation in waiting)
        {
            operation.OnDelivered(record);
        }
    }

    private async Task EndAsync(InvocationOutcome outcome, Exception? error, Action complete)
    {
        try
        {
            foreach (var run in TakeRunning())
            {
                TellEnd(run, UserFunctionOutcome.Suspended, null);
            }

            await _plugins.EndAsync(_flow, new InvocationEndInfo
            {
                ExecutionArn = _executionArn,
                RequestId = _requestId,
                IsFirstInvocation = _isFirst,
                ExecutionStartTimestamp = _request.StartTimestamp,
                Operations = _operations.View,
                Status = outcome.Kind switch
                {
                    InvocationOutcomeKind.Succeeded or InvocationOutcomeKind.Continued => InvocationStatus.Succeeded,
                    InvocationOutcomeKind.Failed or InvocationOutcomeKind.Canceled => InvocationStatus.Failed,
                    _ => InvocationStatus.Pending,
                },
                IsCanceled = outcome.Kind == InvocationOutcomeKind.Canceled,
                Error = error ?? outcome.Fault,
            }).ConfigureAwait(false);
        }
        finally
        {
            complete();
        }
    }

    private void Tell(KnownOperations.Merged merged)
    {
        if (merged.Info is not { } info)
        {
            return;
        }

        var change = new OperationChangeInfo
        {
            ExecutionArn = _executionArn,
            UpdatedOperations = new Dictionary<string, OperationInfo>(StringComparer.Ordinal) { [info.Id] = info },
            Operations = _operations.View,
        };
        _plugins.CallOn(
            ExecutionContext.Capture(),
            nameof(DurablePlugin.OnOperationChange),
            static (plugin, changed) => plugin.OnOperationChange(changed),
            change);
        if (merged.IsEnd)
        {
            TellEnd(info);
        }
    }

    private void TellStart(OperationInfo? info)
    {
        if (info is not null)
        {
            _plugins.CallOn(
                ExecutionContext.Capture(),
                nameof(DurablePlugin.OnOperationStart),
                static (plugin, start) => plugin.OnOperationStart(start),
                info);
        }
    }

    private void TellEnd(OperationInfo info) => _plugins.CallOn(
        ExecutionContext.Capture(),
        nameof(DurablePlugin.OnOperationEnd),
        static (plugin, end) => plugin.OnOperationEnd(end),
        info);
}

using System.Collections.Concurrent;
using System.Diagnostics;
using DurableParallel.Errors;
using DurableParallel.Records;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Telemetry;

/// <summary>
/// Writes the spans of one invocation: the invocation below the execution, its operations below each other, the attempts
/// of a step below the step. A span of an operation lasts from its start, or from meeting it on record, to its end or to
/// that of the invocation.
/// </summary>
internal sealed class TracePlugin(string executionName) : DurablePlugin
{
    private readonly ConcurrentDictionary<string, Span> _operations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Span> _attempts = new(StringComparer.Ordinal);
    private ActivityContext _execution;
    private string? _startedFrom;
    private Span? _invocation;

    public override void OnInvocationStart(InvocationStartInfo info)
    {
        _execution = ExecutionTrace.ContextOf(info.ExecutionArn);
        _invocation = DurableTelemetry.Source.StartActivity("invocation", ActivityKind.Internal, _execution);
        Describe(_invocation, info);
        _startedFrom = info.StartedFrom;
        if (info.IsFirstInvocation)
        {
            TraceParent.Link(_invocation, _startedFrom);
        }
    }

    public override ValueTask OnInvocationEndAsync(InvocationEndInfo info)
    {
        foreach (var (id, span) in _operations)
        {
            span.SetTag(TelemetryTags.OperationStatus, StatusOf(info, id).ToWireName());
            span.Stop();
        }

        SetOutcome(_invocation, info);
        _invocation?.Stop();
        if (info.Status != InvocationStatus.Pending && ExecutionTrace.Start("execution", _execution, info.ExecutionStartTimestamp) is { } execution)
        {
            Describe(execution, info);
            SetOutcome(execution, info);
            TraceParent.Link(execution, _startedFrom);
            execution.Stop();
        }

        return default;
    }

    public override void OnOperationStart(OperationInfo info)
    {
        if (DurableTelemetry.Source.StartActivity(NameOf(info), ActivityKind.Internal, ParentOf(info)) is { } span)
        {
            Describe(span, info);
            _operations[info.Id] = span;
        }
    }

    public override void OnOperationEnd(OperationInfo info)
    {
        if (_operations.TryRemove(info.Id, out var span))
        {
            SetOutcome(span, info);
            TraceParent.Link(span, info.CompletedFrom);
            span.Stop();
        }
        else if (DurableTelemetry.Source.StartActivity(NameOf(info), ActivityKind.Internal, ParentOf(info), startTime: info.StartTimestamp ?? default) is { } past)
        {
            // It ended between invocations, or before this one met it.
            Describe(past, info);
            SetOutcome(past, info);
            TraceParent.Link(past, info.CompletedFrom);
            if (info.EndTimestamp is { } ended)
            {
                past.SetEndTime(ended.UtcDateTime);
            }

            past.Stop();
        }
    }

    // An event, so that a trace shows each with its time, and the latest one on the invocation, to be searched for.
    public override void OnStatusSet(StatusInfo info)
    {
        _invocation?.AddEvent(new ActivityEvent("status", tags: new ActivityTagsCollection { [TelemetryTags.CustomStatus] = info.Payload }));
        _invocation?.SetTag(TelemetryTags.CustomStatus, info.Payload);
    }

    public override void OnUserFunctionStart(UserFunctionInfo info)
    {
        var operation = _operations.GetValueOrDefault(info.OperationId);
        if (info.Type != OperationType.Step)
        {
            Span.Current = operation ?? Span.Current;
            return;
        }

        var parent = operation?.Context ?? _invocation?.Context ?? _execution;
        if (DurableTelemetry.Source.StartActivity("attempt", ActivityKind.Internal, parent) is { } span)
        {
            span.SetTag(TelemetryTags.ExecutionName, executionName);
            span.SetTag(TelemetryTags.OperationId, info.OperationId);
            span.SetTag(TelemetryTags.OperationName, info.Name);
            span.SetTag(TelemetryTags.OperationPath, info.Path);
            span.SetTag(TelemetryTags.OperationType, info.Type.ToWireName());
            span.SetTag(TelemetryTags.OperationSubType, info.SubType);
            span.SetTag(TelemetryTags.Attempt, info.Attempt);
            _attempts[info.OperationId] = span;
        }
    }

    public override void OnUserFunctionEnd(UserFunctionEndInfo info)
    {
        if (!_attempts.TryRemove(info.OperationId, out var span))
        {
            return;
        }

        span.SetTag(TelemetryTags.Outcome, info.Outcome.ToWireName());
        SetError(span, info.Error);
        span.Stop();
    }

    private static OperationStatus StatusOf(InvocationEndInfo info, string id) =>
        info.Operations.TryGetValue(id, out var operation) ? operation.Status : OperationStatus.Started;

    private static string NameOf(OperationInfo info) => info.Name is null ? KindOf(info) : $"{KindOf(info)} {info.Name}";

    private static string KindOf(OperationInfo info) => info.SubType ?? info.Type.ToString();

    private static void SetOutcome(Span? span, InvocationEndInfo info)
    {
        span?.SetTag(TelemetryTags.InvocationStatus, info.Status.ToWireName());
        if (!info.IsCanceled && (info.Status != InvocationStatus.Pending || !IsOrderlyEnd(info.Error)))
        {
            SetError(span, info.Error);
        }
    }

    // A host that stops ends what is parked, which goes on later; nothing of it has failed.
    private static bool IsOrderlyEnd(Exception? error) => error is OperationCanceledException or DurableException { IsOrderlyEnd: true };

    private static void SetOutcome(Span span, OperationInfo info)
    {
        span.SetTag(TelemetryTags.OperationStatus, info.Status.ToWireName());
        span.SetTag(TelemetryTags.Attempt, info.Attempt);
        if (info.Status is OperationStatus.Failed or OperationStatus.TimedOut or OperationStatus.Stopped && info.Error?.ErrorType != ErrorTypes.CanceledContext)
        {
            span.SetTag(TelemetryTags.ErrorType, info.Error?.ErrorType ?? info.Status.ToWireName());
            span.SetStatus(ActivityStatusCode.Error, info.Error?.ErrorMessage);
        }
    }

    private static void SetError(Span? span, Exception? error)
    {
        if (span is not null && error is not null)
        {
            span.SetTag(TelemetryTags.ErrorType, error.GetType().FullName);
            span.SetStatus(ActivityStatusCode.Error, error.Message);
            span.AddException(error);
        }
    }

    private ActivityContext ParentOf(OperationInfo info) =>
        info.ParentId is { } parent && _operations.TryGetValue(parent, out var above) ? above.Context : _invocation?.Context ?? _execution;

    private void Describe(Span? span, InvocationInfo info)
    {
        span?.SetTag(TelemetryTags.ExecutionName, executionName);
        span?.SetTag(TelemetryTags.ExecutionArn, info.ExecutionArn);
        span?.SetTag(TelemetryTags.InvocationId, info.RequestId);
    }

    private void Describe(Span span, OperationInfo info)
    {
        span.SetTag(TelemetryTags.ExecutionName, executionName);
        span.SetTag(TelemetryTags.OperationId, info.Id);
        span.SetTag(TelemetryTags.OperationName, info.Name);
        span.SetTag(TelemetryTags.OperationPath, info.Path);
        span.SetTag(TelemetryTags.OperationType, info.Type.ToWireName());
        span.SetTag(TelemetryTags.OperationSubType, info.SubType);
    }
}

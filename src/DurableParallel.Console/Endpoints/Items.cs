using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Executions and callbacks as lists show them.</summary>
internal static class Items
{
    public static ExecutionItem Of(ExecutionSummary summary, PayloadTexts payloads) => Of(summary, payloads, new PayloadOwner(summary.Name, summary.FunctionName));

    private static ExecutionItem Of(ExecutionSummary summary, PayloadTexts payloads, in PayloadOwner owner) => new()
    {
        Name = summary.Name,
        Arn = summary.Arn,
        Function = summary.FunctionName,
        Version = summary.Version,
        Status = summary.Status,
        States = [.. summary.States.Select(static state => state.ToString())],
        Started = summary.StartTimestamp,
        Ended = summary.EndTimestamp,
        Run = summary.RunNumber,
        Tags = payloads.TagsOf(summary.Tags, owner),
        Tenant = summary.TenantId,
        Waiting = Of(summary.Waiting),
        CustomStatus = payloads.Of(
            summary.CustomStatusPayload,
            PayloadKind.CustomStatus,
            owner,
            $"executions/{RouteName.Encode(summary.Name)}/status"),
    };

    public static WaitingView? Of(StartWait? wait) => wait is null ? null : new WaitingView { Reason = wait.Reason.ToString(), Until = wait.DueTimestamp };

    public static CallbackItem Of(CallbackSummary callback) => new()
    {
        Id = callback.CallbackId,
        Execution = callback.ExecutionName,
        Function = callback.FunctionName,
        Name = callback.Name,
        Since = callback.StartTimestamp,
        Timeout = callback.TimeoutTimestamp,
        Heartbeat = callback is { HeartbeatTimeout: not null, TimeoutTimestamp: { } due } ? due : null,
    };

    public static IReadOnlyDictionary<string, long> ByName<T>(IReadOnlyDictionary<T, long> counts)
        where T : notnull =>
        counts.Where(static count => count.Value > 0).ToDictionary(static count => count.Key.ToString()!, static count => count.Value, StringComparer.Ordinal);
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Console.Timeline;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>One execution, and its payloads.</summary>
internal static class ExecutionDetails
{
    private const int MostInvokes = 100;
    private const int RunsKept = 11;

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("executions/{name}", "GetExecution", "One execution.", QueryRules.None, GetAsync);
        routes.GetRaw("executions/{name}/input", "GetInput", "The input, whole.", QueryRules.None, InputAsync);
        routes.GetRaw("executions/{name}/result", "GetResult", "The result, whole.", QueryRules.None, ResultAsync);
        routes.GetRaw("executions/{name}/status", "GetCustomStatus", "What the execution says of itself, whole.", QueryRules.None, StatusAsync);
        routes.Get("executions/{name}/boundaries", "GetBoundaries", "The runs of the function in a process, as far as they are on record.", QueryRules.None, BoundariesAsync);
    }

    /// <summary>An execution as lists show it.</summary>
    public static async Task<ExecutionItem> ItemOfAsync(ConsoleCall call, ExecutionHandle execution)
    {
        var status = await execution.GetCustomStatusPayloadAsync(call.Aborted).ConfigureAwait(false);
        return Items.Of(
            new ExecutionSummary
            {
                Name = execution.Name,
                Arn = execution.Arn,
                FunctionName = execution.FunctionName,
                Version = execution.Version,
                Status = execution.Status,
                StartTimestamp = execution.StartTimestamp,
                EndTimestamp = execution.EndTimestamp,
                Tags = execution.Tags,
                TenantId = execution.TenantId,
                RunNumber = execution.RunNumber,
                Waiting = execution.Waiting,
                States = execution.States,
                CustomStatusPayload = status,
            },
            call.Payloads);
    }

    private static async Task<ExecutionDetail> GetAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        if (execution.IsPurged)
        {
            throw ApiRefusal.NoExecution(execution.Name);
        }

        var item = await ItemOfAsync(call, execution).ConfigureAwait(false);
        var view = await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false);
        var owner = view.Owner;
        var prefix = $"executions/{RouteName.Encode(execution.Name)}";
        var result = item.Status == ExecutionStatus.Succeeded ? view.Events.LastOrDefault(static e => e.EventType == HistoryEventType.ExecutionSucceeded)?.Payload : null;
        var blocked = item.Status == ExecutionStatus.Blocked ? await BlockedEndpoints.FindAsync(call, execution.Name).ConfigureAwait(false) : null;
        var callbacks = await execution.GetOpenCallbacksAsync(call.Aborted).ConfigureAwait(false);
        return ExecutionDetail.Of(item) with
        {
            Input = call.Payloads.Of(await execution.GetInputPayloadAsync(call.Aborted).ConfigureAwait(false), PayloadKind.Input, owner, $"{prefix}/input"),
            Result = call.Payloads.Of(result, PayloadKind.Result, owner, $"{prefix}/result"),
            Error = call.Payloads.Of(await execution.GetErrorAsync(call.Aborted).ConfigureAwait(false), owner),
            Blocked = blocked,
            InvokedBy = execution.InvokedBy,
            ForkedFrom = execution.ForkedFrom,
            Invokes = [.. view.Tree.All.Select(static node => node.StartedExecutionName).OfType<string>().Take(MostInvokes)],
            Runs = await RunsAsync(call, execution, item).ConfigureAwait(false),
            Operations = view.Tree.Count,
            Callbacks = [.. callbacks.Take(ExecutionLists.Most).Select(callback => Of(callback, execution))],
            EventWaits = await ExecutionLists.EventWaitsAsync(call, execution).ConfigureAwait(false),
            UnreadEvents = await ExecutionLists.UnreadAsync(call, execution).ConfigureAwait(false),
            Invocations = Invocations.Of(view, call.Payloads),
            Actions = ActionsOf(call, item.Status, blocked is not null),
        };
    }

    private static CallbackItem Of(OpenCallback callback, ExecutionHandle execution) => new()
    {
        Id = callback.CallbackId,
        Execution = execution.Name,
        Function = execution.FunctionName,
        Name = callback.Name,
        Since = callback.StartTimestamp,
        Timeout = callback.TimeoutTimestamp,
    };

    private static async Task<IReadOnlyList<RunView>> RunsAsync(ConsoleCall call, ExecutionHandle execution, ExecutionItem item)
    {
        var latest = new RunView { Run = item.Run, Started = item.Started, Ended = item.Ended, Status = item.Status.ToString() };
        var runs = new List<RunView>();
        foreach (var run in Enumerable.Range(1, Math.Max(0, item.Run - 1)).Where(run => run == 1 || run > item.Run - RunsKept))
        {
            try
            {
                var events = await execution.GetHistoryAsync(run, call.Aborted).ConfigureAwait(false);
                runs.Add(new RunView { Run = run, Started = events[0].EventTimestamp, Ended = events[^1].EventTimestamp, Status = nameof(ExecutionStatus.ContinuedAsNew) });
            }
            catch (ExecutionNotFoundException)
            {
                // Its history is gone, as that of all but a few runs is.
            }
        }

        return [.. runs, latest];
    }

    private static IReadOnlyList<string> ActionsOf(ConsoleCall call, ExecutionStatus status, bool isBlocked)
    {
        if (call.Parts.Options.ReadOnly || call.Engine.IsReadOnly)
        {
            return [];
        }

        return status is ExecutionStatus.Running or ExecutionStatus.Blocked
            ? isBlocked ? ["stop", "unblock", "fork"] : ["stop", "cancel", "raise", "fork"]
            : status == ExecutionStatus.Succeeded ? ["fork", "purge"] : ["retry", "fork", "purge"];
    }

    private static async Task<IReadOnlyList<InvocationView>> BoundariesAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        return Invocations.Of(await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false), call.Payloads);
    }

    private static async Task InputAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        await Download.SendAsync(call, await execution.GetInputPayloadAsync(call.Aborted).ConfigureAwait(false), PayloadKind.Input, PayloadOwner.Of(execution), "input").ConfigureAwait(false);
    }

    private static async Task ResultAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        var result = execution.Status == ExecutionStatus.Succeeded ? await execution.GetResultPayloadAsync(call.Aborted).ConfigureAwait(false) : null;
        await Download.SendAsync(call, result, PayloadKind.Result, PayloadOwner.Of(execution), "result").ConfigureAwait(false);
    }

    private static async Task StatusAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        await Download.SendAsync(call, await execution.GetCustomStatusPayloadAsync(call.Aborted).ConfigureAwait(false), PayloadKind.CustomStatus, PayloadOwner.Of(execution), "status").ConfigureAwait(false);
    }
}

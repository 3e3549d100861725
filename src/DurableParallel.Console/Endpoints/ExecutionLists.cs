using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>What an execution waits for from outside, and what came that nothing has taken. The first of each, as there may be very many.</summary>
internal static class ExecutionLists
{
    public const int Most = 500;

    public static async Task<IReadOnlyList<EventWaitView>> EventWaitsAsync(ConsoleCall call, ExecutionHandle execution)
    {
        var waits = await execution.GetOpenEventWaitsAsync(call.Aborted).ConfigureAwait(false);
        return [.. waits.Take(Most).Select(static wait => new EventWaitView { Name = wait.Name, Since = wait.StartTimestamp, Timeout = wait.TimeoutTimestamp })];
    }

    public static async Task<IReadOnlyList<UnreadEventView>> UnreadAsync(ConsoleCall call, ExecutionHandle execution)
    {
        var events = await execution.GetUnreadEventsAsync(call.Aborted).ConfigureAwait(false);
        var owner = PayloadOwner.Of(execution);
        return
        [
            .. events.Take(Most).Select(e => new UnreadEventView
            {
                Name = e.Name,
                Raised = e.RaisedTimestamp,
                EventId = e.EventId,
                Payload = call.Payloads.Of(e.Payload, PayloadKind.Result, owner with { Operation = e.Name }, download: null),
            }),
        ];
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Callbacks that can be completed, over all executions.</summary>
internal static class CallbackEndpoints
{
    private const int LargestPage = 1000;
    private static readonly EmptyBody Done = new();

    private static readonly QueryRules PageRules = new(
        new QueryParameter("function", "Only callbacks of executions of this function."),
        new QueryParameter("name", "Only callbacks of exactly this name."),
        new QueryParameter("after", "What the page before gave as next."),
        QueryParameter.Number("limit", "How many at most, 1 to 1000; 100 by default."));

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("callbacks", "ListCallbacks", "A page of the callbacks that can be completed.", PageRules, ListAsync);
        routes.Act<SucceedBody, EmptyBody>("POST", "callbacks/{id}/succeed", "SucceedCallback", "Completes a callback with a value.", QueryRules.None, SucceedAsync);
        routes.Act<FailBody, EmptyBody>("POST", "callbacks/{id}/fail", "FailCallback", "Completes a callback with an error.", QueryRules.None, FailAsync);
        routes.Act<EmptyBody, EmptyBody>("POST", "callbacks/{id}/heartbeat", "HeartbeatCallback", "Gives a sign of life for a callback.", QueryRules.None, HeartbeatAsync);
    }

    private static async Task<Page<CallbackItem>> ListAsync(ConsoleCall call)
    {
        var query = new CallbackQuery { FunctionName = call.Query.Text("function"), Name = call.Query.Text("name") };
        var page = await call.Engine.ListCallbacksAsync(query, call.Query.Number("limit", 100, 1, LargestPage), call.Query.Text("after"), call.Aborted).ConfigureAwait(false);
        return new Page<CallbackItem>([.. page.Callbacks.Select(Items.Of)], page.ContinuationToken);
    }

    private static async Task<EmptyBody> SucceedAsync(ConsoleCall call, SucceedBody body)
    {
        await call.Engine.SucceedCallbackWithPayloadAsync(call.Name("id"), body.Payload, call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> FailAsync(ConsoleCall call, FailBody body)
    {
        await call.Engine.FailCallbackAsync(call.Name("id"), new DurableError(string.IsNullOrEmpty(body.Type) ? "FailedByRequest" : body.Type, body.Message), call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> HeartbeatAsync(ConsoleCall call, EmptyBody body)
    {
        await call.Engine.HeartbeatCallbackAsync(call.Name("id"), call.Aborted).ConfigureAwait(false);
        return body;
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;
using DurableParallel.Records;

namespace DurableParallel.Console.Endpoints;

/// <summary>What a text names: an execution by name or ARN, an operation, a callback, or the beginning of names.</summary>
internal static class SearchEndpoints
{
    private const int MostCounted = 1000;
    private const string ArnStart = "arn:";
    private const string ArnMiddle = "/durable-execution/";

    public static void Map(ConsoleRoutes routes) =>
        routes.Get("search", "Search", "What a text names.", new QueryRules(new QueryParameter("q", "A name, the beginning of names, an ARN, a callback's id, or ARN/operation id.")), SearchAsync);

    private static async Task<SearchAnswer> SearchAsync(ConsoleCall call)
    {
        var text = call.Query.Text("q")?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            throw ApiRefusal.BadRequest("Give a text to search for: ?q=");
        }

        if (await call.Engine.FindAsync(text, call.Aborted).ConfigureAwait(false) is { } named)
        {
            return new SearchAnswer { Execution = named.Name };
        }

        if (text.StartsWith(ArnStart, StringComparison.Ordinal) && await FindByArnAsync(call, text).ConfigureAwait(false) is { } byArn)
        {
            return byArn;
        }

        if (CallbackId.TryParse(text, out var callback) && await call.Engine.FindAsync(callback.ExecutionName, call.Aborted).ConfigureAwait(false) is { } waits)
        {
            return new SearchAnswer { Execution = waits.Name, Operation = new OperationAddress { Execution = waits.Name, Id = callback.Operation.Hex } };
        }

        var page = await call.Engine.ListAsync(new ExecutionQuery { NamePrefix = text }, MostCounted, continuationToken: null, call.Aborted).ConfigureAwait(false);
        return page.Executions.Count == 0
            ? new SearchAnswer()
            : new SearchAnswer { Prefix = new PrefixMatch { Prefix = text, Count = page.Executions.Count } };
    }

    // …/durable-execution/NAME/ID, and an operation's id behind that.
    private static async Task<SearchAnswer?> FindByArnAsync(ConsoleCall call, string text)
    {
        var at = text.IndexOf(ArnMiddle, StringComparison.Ordinal);
        if (at < 0 || text[(at + ArnMiddle.Length)..].Split('/') is not [var name, var id, .. var rest] || rest.Length > 1)
        {
            return null;
        }

        if (await call.Engine.FindAsync(Uri.UnescapeDataString(name), call.Aborted).ConfigureAwait(false) is not { } execution
            || !execution.Arn.EndsWith($"{ArnMiddle}{name}/{id}", StringComparison.Ordinal))
        {
            return null;
        }

        return new SearchAnswer
        {
            Execution = execution.Name,
            Operation = rest is [var operation] ? new OperationAddress { Execution = execution.Name, Id = operation } : null,
        };
    }
}

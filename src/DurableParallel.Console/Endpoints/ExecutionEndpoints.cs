using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Executions as lists and counts, and what of them changes while a page is open.</summary>
internal static class ExecutionEndpoints
{
    private const int LargestPage = 1000;
    private const int MostWatched = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly QueryRules ListRules = ExecutionFilter.Rules.And(
        new QueryParameter("order", "newest, which is the default, or oldest first."),
        new QueryParameter("after", "What the page before gave as next."),
        QueryParameter.Number("limit", "How many at most, 1 to 1000; 100 by default."));

    private static readonly QueryRules LiveRules = ExecutionFilter.Rules.And(
        QueryParameter.Many("watch", "The name of an execution to be told of; at most 200."));

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("executions", "ListExecutions", "A page of executions.", ListRules, ListAsync);
        routes.Get("executions/counts", "CountExecutions", "How many executions stand where.", ExecutionFilter.Rules, CountAsync);
        routes.GetRaw("executions/live", "WatchExecutions", "Counts, and the executions that are watched, as they change.", LiveRules, StreamAsync, "text/event-stream");
        ExecutionDetails.Map(routes);
    }

    private static async Task<Page<ExecutionItem>> ListAsync(ConsoleCall call)
    {
        var query = ExecutionFilter.Read(call.Query) with
        {
            Descending = call.Query.Text("order") switch
            {
                null or "newest" => true,
                "oldest" => false,
                var other => throw ApiRefusal.BadRequest($"order must be newest or oldest; found '{ApiRefusal.Shown(other)}'."),
            },
        };
        var page = await call.Engine.ListAsync(query, call.Query.Number("limit", 100, 1, LargestPage), call.Query.Text("after"), call.Aborted).ConfigureAwait(false);
        return new Page<ExecutionItem>([.. page.Executions.Select(summary => Items.Of(summary, call.Payloads))], page.ContinuationToken);
    }

    private static Task<CountsAnswer> CountAsync(ConsoleCall call) => CountAsync(call, ExecutionFilter.Read(call.Query));

    private static async Task<CountsAnswer> CountAsync(ConsoleCall call, ExecutionQuery query)
    {
        var all = query with { Statuses = null, States = null };
        var byStatus = await call.Engine.CountByStatusAsync(all, call.Aborted).ConfigureAwait(false);
        var byState = await call.Engine.CountByStateAsync(all, call.Aborted).ConfigureAwait(false);
        var total = query is { Statuses: null, States: null } ? byStatus.Values.Sum()
            : query.States is null ? query.Statuses!.Sum(status => byStatus.GetValueOrDefault(status))
            : await call.Engine.CountAsync(query, call.Aborted).ConfigureAwait(false);
        return new CountsAnswer { Total = total, ByStatus = Items.ByName(byStatus), ByState = Items.ByName(byState) };
    }

    private static async Task StreamAsync(ConsoleCall call)
    {
        var query = ExecutionFilter.Read(call.Query);
        var watched = call.Query.Texts("watch").Distinct(StringComparer.Ordinal).ToList();
        if (watched.Count > MostWatched)
        {
            throw ApiRefusal.BadRequest($"At most {MostWatched} executions can be watched at once; found {watched.Count}.");
        }

        // What is wrong with the query is answered before the stream begins.
        var counts = await CountAsync(call, query).ConfigureAwait(false);
        await EventStream.RunAsync(call, async stream =>
        {
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            await stream.SendAsync("counts", counts).ConfigureAwait(false);
            await SendChangedAsync(call, stream, watched, known, isFirst: true).ConfigureAwait(false);
            while (true)
            {
                await stream.WaitAsync(Pause).ConfigureAwait(false);
                var next = await CountAsync(call, query).ConfigureAwait(false);
                if (!AreEqual(next, counts))
                {
                    counts = next;
                    await stream.SendAsync("counts", counts).ConfigureAwait(false);
                }

                await SendChangedAsync(call, stream, watched, known, isFirst: false).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static async Task SendChangedAsync(ConsoleCall call, EventStream stream, List<string> watched, Dictionary<string, string> known, bool isFirst)
    {
        var changed = new List<ExecutionItem>();
        foreach (var name in watched)
        {
            if (await FindAsync(call, name).ConfigureAwait(false) is { } item && Changes(known, name, item) && !isFirst)
            {
                changed.Add(item);
            }
        }

        if (changed.Count > 0)
        {
            await stream.SendAsync("items", new ChangedItems { Changed = changed }).ConfigureAwait(false);
        }
    }

    // The first look says how they are, which the page knows.
    private static bool Changes(Dictionary<string, string> known, string name, ExecutionItem item)
    {
        var now = $"{item.Status} {item.Run} {string.Join(',', item.States)} {item.Ended:O} {item.Waiting} {item.CustomStatus?.Text}";
        var changes = !known.TryGetValue(name, out var before) || before != now;
        known[name] = now;
        return changes;
    }

    /// <summary>An execution as lists show it; null when there is none of that name.</summary>
    public static async Task<ExecutionItem?> FindAsync(ConsoleCall call, string name)
    {
        if (await call.Engine.FindAsync(name, call.Aborted).ConfigureAwait(false) is not { } execution)
        {
            return null;
        }

        try
        {
            return await ExecutionDetails.ItemOfAsync(call, execution).ConfigureAwait(false);
        }
        catch (ExecutionNotFoundException)
        {
            return null;
        }
    }

    private static bool AreEqual(CountsAnswer one, CountsAnswer other) =>
        one.Total == other.Total && AreEqual(one.ByStatus, other.ByStatus) && AreEqual(one.ByState, other.ByState);

    private static bool AreEqual(IReadOnlyDictionary<string, long> one, IReadOnlyDictionary<string, long> other) =>
        one.Count == other.Count && one.All(count => other.TryGetValue(count.Key, out var value) && value == count.Value);
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Console.Timeline;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Scopes: how many branches ran when, and why others have not started.</summary>
internal static class ScopeEndpoints
{
    private const int LargestRange = 2000;

    private static readonly QueryRules StripRules = new(
        QueryParameter.Number("buckets", "Into how many pieces of time, 1 to 2000; 400 by default."),
        QueryParameter.Time("from", "The beginning; that of the scope by default."),
        QueryParameter.Time("to", "The end; that of the scope, or now, by default."));

    private static readonly QueryRules WaitingRules = new(
        QueryParameter.Number("offset", "How many are left out; 0 by default."),
        QueryParameter.Number("limit", "How many at most, 1 to 2000; 100 by default."));

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("executions/{name}/scopes/{id}/strip", "GetStrip", "How many branches of a scope ran at each moment.", StripRules, StripAsync);
        routes.Get("executions/{name}/scopes/{id}/waiting", "ListWaitingBranches", "The branches of a scope that have not started, and why.", WaitingRules, WaitingAsync);
    }

    /// <summary>The scope that the path names.</summary>
    /// <exception cref="ApiRefusal">There is none.</exception>
    public static async Task<(ExecutionHandle Execution, ScopeFacts Scope)> ScopeAsync(ConsoleCall call)
    {
        var (execution, view) = await TimelineEndpoints.ViewAsync(call).ConfigureAwait(false);
        var facts = TimelineEndpoints.Operation(call, view);
        return ScopeFacts.IsScope(facts.Node)
            ? (execution, ScopeFacts.Of(execution, view, facts))
            : throw ApiRefusal.NotFound($"The operation '{facts.Node.Path}' is no scope; scopes are what Parallel and Map open.");
    }

    private static async Task<StripAnswer> StripAsync(ConsoleCall call)
    {
        var buckets = call.Query.Number("buckets", 400, 1, LargestRange);
        var (from, to) = (call.Query.Time("from"), call.Query.Time("to"));
        var (_, scope) = await ScopeAsync(call).ConfigureAwait(false);
        return StripMaker.Make(scope, buckets, from, to);
    }

    private static async Task<Page<WaitingBranch>> WaitingAsync(ConsoleCall call)
    {
        var offset = call.Query.Number("offset", 0, 0, int.MaxValue);
        var limit = call.Query.Number("limit", 100, 1, LargestRange);
        var (_, scope) = await ScopeAsync(call).ConfigureAwait(false);
        var why = new Dictionary<BranchStatus, string>();
        var page = scope.NotStarted().Skip(offset).Take(limit + 1).Select(branch => new WaitingBranch
        {
            Name = branch.Name,
            Index = branch.Index,
            Why = why.TryGetValue(branch.Status, out var known) ? known : why[branch.Status] = Sentences.WhyNotStarted(scope, branch.Status),
        }).ToList();
        return page.Count <= limit
            ? new Page<WaitingBranch>(page, Next: null)
            : new Page<WaitingBranch>(page[..limit], $"{offset + limit}");
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Console.Timeline;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>The operations of an execution: rows by range, folded, one by one, and found by a text.</summary>
internal static class TimelineEndpoints
{
    private const int LargestRange = 2000;
    private const int MostMatches = 100;
    private static readonly QueryParameter Parent = new("parent", "The id of the operation that they are below; the function itself by default.");

    private static readonly QueryRules RowRules = new(
        Parent,
        QueryParameter.Number("offset", "How many rows are left out; 0 by default."),
        QueryParameter.Number("limit", "How many at most, 1 to 2000; 500 by default."),
        QueryParameter.Flag("failedFirst", "Whether those that have failed, or have failures below, come first."));

    private static readonly QueryRules DensityRules = new(Parent, QueryParameter.Number("buckets", "Into how many at most, 1 to 2000; 200 by default."));

    public static void Map(ConsoleRoutes routes)
    {
        routes.Get("executions/{name}/operations", "ListOperations", "A range of the operations below one.", RowRules, RowsAsync);
        routes.Get("executions/{name}/operations/density", "FoldOperations", "The operations below one, folded into buckets.", DensityRules, DensityAsync);
        routes.Get("executions/{name}/operations/{id}", "GetOperation", "One operation.", QueryRules.None, DetailAsync);
        routes.GetRaw("executions/{name}/operations/{id}/payload", "GetOperationPayload", "The payload of an operation, whole.", QueryRules.None, PayloadAsync);
        routes.Get("executions/{name}/find", "FindOperations", "The operations whose names have a text in them.", new QueryRules(new QueryParameter("text", "The text; upper and lower case are the same.")), FindAsync);
    }

    /// <summary>The execution that the path names, and its view.</summary>
    public static async Task<(ExecutionHandle Execution, ExecutionView View)> ViewAsync(ConsoleCall call)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        return (execution, await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false));
    }

    /// <summary>The operation that the path names.</summary>
    /// <exception cref="ApiRefusal">There is none.</exception>
    public static NodeFacts Operation(ConsoleCall call, ExecutionView view)
    {
        var id = call.Name("id");
        return view.Find(id) ?? throw ApiRefusal.NotFound($"There is no operation '{ApiRefusal.Shown(id)}' in this execution.");
    }

    private static async Task<RowsAnswer> RowsAsync(ConsoleCall call)
    {
        var offset = call.Query.Number("offset", 0, 0, int.MaxValue);
        var limit = call.Query.Number("limit", 500, 1, LargestRange);
        var failedFirst = call.Query.Flag("failedFirst");
        var parent = call.Query.Text("parent");
        var (execution, view) = await ViewAsync(call).ConfigureAwait(false);
        var rows = (failedFirst ? view.ChildrenFailedFirst(parent) : view.ChildrenOf(parent)) ?? throw NoParent(parent);
        var maker = new RowMaker(execution, view, call.Payloads);
        var items = new List<RowView>(Math.Min(limit, Math.Max(0, rows.Count - offset)));
        for (var index = offset; index < rows.Count && items.Count < limit; index++)
        {
            items.Add(maker.Row(rows[index]));
        }

        return new RowsAnswer
        {
            Parent = parent,
            Total = rows.Count,
            Offset = offset,
            Items = items,
            Version = view.Version,
            Start = view.Start,
            End = view.IsRunning ? call.Parts.Clock.GetUtcNow() : view.End,
            Running = view.IsRunning,
        };
    }

    private static async Task<DensityAnswer> DensityAsync(ConsoleCall call)
    {
        var buckets = call.Query.Number("buckets", 200, 1, LargestRange);
        var parent = call.Query.Text("parent");
        var (_, view) = await ViewAsync(call).ConfigureAwait(false);
        return DensityMaker.Make(view, view.ChildrenOf(parent) ?? throw NoParent(parent), buckets);
    }

    private static async Task<OperationDetail> DetailAsync(ConsoleCall call)
    {
        var (execution, view) = await ViewAsync(call).ConfigureAwait(false);
        return new RowMaker(execution, view, call.Payloads).Detail(Operation(call, view));
    }

    private static async Task PayloadAsync(ConsoleCall call)
    {
        var (_, view) = await ViewAsync(call).ConfigureAwait(false);
        var facts = Operation(call, view);
        var (input, result) = RowMaker.PayloadsOf(view, facts);
        await Download.SendAsync(
            call,
            result ?? input,
            result is null ? PayloadKind.Input : PayloadKind.Result,
            view.Owner with { Operation = facts.Node.Name },
            facts.Node.Name ?? facts.Node.Id).ConfigureAwait(false);
    }

    private static async Task<FindAnswer> FindAsync(ConsoleCall call)
    {
        var text = call.Query.Text("text") ?? throw ApiRefusal.BadRequest("Give a text to be found: ?text=");
        var (_, view) = await ViewAsync(call).ConfigureAwait(false);
        var matches = view.Tree.All
            .Where(node => node.Id == text || node.Name?.Contains(text, StringComparison.OrdinalIgnoreCase) == true)
            .Take(MostMatches)
            .Select(static node => new FoundOperation { Id = node.Id, Path = node.Path, Ancestors = [.. ExecutionView.Above(node).Select(static above => above.Id)] });
        return new FindAnswer { Matches = [.. matches] };
    }

    private static ApiRefusal NoParent(string? parent) => ApiRefusal.NotFound($"There is no operation '{ApiRefusal.Shown(parent ?? "")}' in this execution.");
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;
using DurableParallel.Running;

namespace DurableParallel.Console.Endpoints;

/// <summary>Executions that cannot go on until a person acts: why, and what the ways on are.</summary>
internal static class BlockedEndpoints
{
    private const int LargestPage = 1000;

    private static readonly QueryRules PageRules = new(
        new QueryParameter("after", "What the page before gave as next."),
        QueryParameter.Number("limit", "How many at most, 1 to 1000; 100 by default."));

    public static void Map(ConsoleRoutes routes) =>
        routes.Get("blocked", "ListBlocked", "The executions that are blocked.", PageRules, ListAsync);

    /// <summary>Why an execution is blocked; null when it is not.</summary>
    public static async Task<BlockedView?> FindAsync(ConsoleCall call, string name) =>
        (await call.Engine.ListBlockedAsync(call.Aborted).ConfigureAwait(false)).FirstOrDefault(blocked => blocked.Name == name) is { } found ? Of(call, found) : null;

    private static async Task<Page<BlockedView>> ListAsync(ConsoleCall call)
    {
        var limit = call.Query.Number("limit", 100, 1, LargestPage);
        var after = call.Query.Text("after");
        var all = (await call.Engine.ListBlockedAsync(call.Aborted).ConfigureAwait(false))
            .OrderBy(static blocked => blocked.Name, StringComparer.Ordinal)
            .Where(blocked => after is null || string.CompareOrdinal(blocked.Name, after) > 0)
            .Take(limit + 1)
            .Select(blocked => Of(call, blocked))
            .ToList();
        return all.Count <= limit ? new Page<BlockedView>(all, Next: null) : new Page<BlockedView>(all[..limit], all[limit - 1].Name);
    }

    private static BlockedView Of(ConsoleCall call, BlockedExecution blocked)
    {
        var difference = (blocked.Cause as NonDeterministicExecutionException)?.Difference;
        return new BlockedView
        {
            Name = blocked.Name,
            Function = blocked.FunctionName,
            Version = blocked.Version,
            Reason = blocked.Reason.ToString(),
            Message = call.Payloads.TextOf(blocked.Message, PayloadKind.ErrorMessage, new PayloadOwner(blocked.Name, blocked.FunctionName)),
            Stored = difference is { Stored: { } stored } ? Side(difference, stored) : null,
            Asked = difference is null ? null : Side(difference, difference.Asked),
            Cause = CauseOf(blocked, difference),
            Ways = WaysOf(blocked, difference),
        };
    }

    private static OperationSide Side(DriftDifference difference, DriftDifference.Side side) => new()
    {
        Operation = difference.Id,
        Path = difference.Path,
        Type = side.Type.ToString(),
        SubType = side.SubType,
        Name = side.Name,
    };

    private static string CauseOf(BlockedExecution blocked, DriftDifference? difference) => blocked.Reason switch
    {
        BlockedReason.Drift when difference is { Stored: { } stored, Asked: var asked } && stored.Type == asked.Type && stored.SubType == asked.SubType =>
            "An operation was renamed, or two operations of one kind changed their places, while the execution was running.",
        BlockedReason.Drift when difference is { Stored: null } => "A flat context was replaced by an operation while the execution was running.",
        BlockedReason.Drift when difference is not null => "An operation was inserted, removed or moved in the code while the execution was running.",
        BlockedReason.Drift => "The code was changed while the execution was running, or takes another way than before: by the clock, randomness or an unordered collection.",
        BlockedReason.MissingVersion => $"The function '{blocked.FunctionName}' is not registered in version {blocked.Version}.",
        BlockedReason.Poison => "It was running each time when the process died: it may be what kills the process.",
        BlockedReason.Unreadable => "This build cannot read something on record: a type was changed, a serializer was replaced, or a later build has written it.",
        _ => "Its records take more memory than this process may use for one execution.",
    };

    private static List<WayOn> WaysOf(BlockedExecution blocked, DriftDifference? difference)
    {
        var deploy = blocked.Reason switch
        {
            BlockedReason.Drift => "Deploy the code that the execution was started with, and register the changed code as a new version beside it. The execution goes on by itself.",
            BlockedReason.MissingVersion => $"Register '{blocked.FunctionName}' in version {blocked.Version}. The execution goes on by itself.",
            BlockedReason.Poison => "Deploy a build that does not die of it, and unblock the execution.",
            BlockedReason.Unreadable => "Deploy a build that reads what is on record. The execution goes on by itself.",
            _ => "Open the journal in a process with more memory.",
        };
        var ways = new List<WayOn> { new() { Kind = "deploy", Text = deploy } };
        if (difference is not null)
        {
            ways.Add(new WayOn { Kind = "fork", Text = $"Fork the execution before '{difference.Path}': the copy keeps what ended before, and runs today's code from there.", At = difference.Id });
        }

        ways.Add(new WayOn { Kind = "stop", Text = "Stop the execution. What it has done stays done." });
        return ways;
    }
}

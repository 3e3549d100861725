using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Which executions a request means, wherever it chooses some.</summary>
internal static class ExecutionFilter
{
    public static QueryRules Rules { get; } = new(
        new QueryParameter("function", "Only executions of this function."),
        QueryParameter.Number("version", "Only executions of this version of their function."),
        QueryParameter.Many("status", "Only executions that stand at one of these."),
        QueryParameter.Many("state", "Only executions that are held up by one of these."),
        new QueryParameter("name", "Only the execution of exactly this name."),
        new QueryParameter("prefix", "Only executions whose names begin with this."),
        new QueryParameter("contains", "Only executions whose names have this in them."),
        QueryParameter.Many("tag", "Only executions that have this tag: key=value. All of them where several are given."),
        new QueryParameter("tenant", "Only executions that run for this tenant."),
        QueryParameter.Time("startedAfter", "Only executions that were started then or later."),
        QueryParameter.Time("startedBefore", "Only executions that were started before then."),
        QueryParameter.Time("endedAfter", "Only executions that ended then or later."),
        QueryParameter.Time("endedBefore", "Only executions that ended before then."));

    /// <exception cref="ApiRefusal">A value is not valid.</exception>
    public static ExecutionQuery Read(QueryText query) => new()
    {
        FunctionName = query.Text("function"),
        Version = query.NumberOrNull("version", -1, int.MaxValue),
        Statuses = query.Names<ExecutionStatus>("status"),
        States = query.Names<ExecutionState>("state"),
        Name = query.Text("name"),
        NamePrefix = query.Text("prefix"),
        NameContains = query.Text("contains"),
        Tags = ReadTags(query),
        TenantId = query.Text("tenant"),
        StartedAfter = query.Time("startedAfter"),
        StartedBefore = query.Time("startedBefore"),
        EndedAfter = query.Time("endedAfter"),
        EndedBefore = query.Time("endedBefore"),
    };

    /// <summary>Whether the query means all executions.</summary>
    public static bool IsEmpty(ExecutionQuery query) => query == new ExecutionQuery();

    private static Dictionary<string, string>? ReadTags(QueryText query)
    {
        var texts = query.Texts("tag");
        if (texts.Count == 0)
        {
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !tags.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw ApiRefusal.BadRequest($"tag must be key=value, each key once; found '{ApiRefusal.Shown(text)}'.");
            }
        }

        return tags;
    }
}

using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>Functions and their versions.</summary>
internal static class FunctionEndpoints
{
    public static void Map(ConsoleRoutes routes) =>
        routes.Get("functions", "ListFunctions", "The functions that are registered, or that executions name.", QueryRules.None, ListAsync);

    private static async Task<FunctionsAnswer> ListAsync(ConsoleCall call)
    {
        var items = new List<FunctionItem>();
        foreach (var function in call.Engine.ListFunctions().GroupBy(static function => function.Name, StringComparer.Ordinal).OrderBy(static function => function.Key, StringComparer.Ordinal))
        {
            var counts = await call.Engine.CountByStatusAsync(new ExecutionQuery { FunctionName = function.Key }, call.Aborted).ConfigureAwait(false);
            items.Add(Of(function.Key, [.. function.OrderBy(static version => version.Version)], counts));
        }

        return new FunctionsAnswer { Items = items };
    }

    private static FunctionItem Of(string name, List<FunctionInfo> versions, IReadOnlyDictionary<ExecutionStatus, long> counts)
    {
        // What holds for new executions is what the highest version says.
        var latest = versions.LastOrDefault(static version => version.IsRegistered) ?? versions[^1];
        var hasLimits = latest.MaxConcurrentExecutions is not null || latest.RateLimit is not null || latest.MaxConcurrentPerKey is not null;
        return new FunctionItem
        {
            Name = name,
            Versions = [.. versions.Select(static version => new FunctionVersion { Version = version.Version, Registered = version.IsRegistered, Served = version.IsServed ? true : null })],
            Counts = Items.ByName(counts),
            Limits = hasLimits
                ? new FunctionLimitsView { MaxConcurrentExecutions = latest.MaxConcurrentExecutions, Rate = latest.RateLimit?.ToString(), HasKeys = latest.MaxConcurrentPerKey is not null ? true : null }
                : null,
            Input = latest.InputType?.FullName,
            Output = latest.ResultType?.FullName,
        };
    }
}

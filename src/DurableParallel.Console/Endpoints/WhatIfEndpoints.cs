using DurableParallel.Console.Http;
using DurableParallel.Console.WhatIf;

namespace DurableParallel.Console.Endpoints;

/// <summary>What would have become of a scope under other rules.</summary>
internal static class WhatIfEndpoints
{
    public static void Map(ConsoleRoutes routes)
    {
        routes.Ask<WhatIfSettings, WhatIfOutcome>(
            "executions/{name}/scopes/{id}/what-if",
            "AskWhatIf",
            "What would have become of a scope that has ended under other rules. A rule that is left out stays as it was, and null takes it away.",
            QueryRules.None,
            static (call, settings) => AskAsync(call, question => question.Answer(settings)));
        routes.Ask<WhatIfSweepSettings, WhatIfSweep>(
            "executions/{name}/scopes/{id}/what-if/sweep",
            "SweepWhatIf",
            "How long a scope that has ended would have taken with several values of MaxConcurrency.",
            QueryRules.None,
            static (call, settings) => AskAsync(call, question => question.Sweep(settings, settings.Values)));
    }

    private static async Task<T> AskAsync<T>(ConsoleCall call, Func<WhatIfQuestion, T> ask)
    {
        var (_, scope) = await ScopeEndpoints.ScopeAsync(call).ConfigureAwait(false);
        if (scope.Node.EndTimestamp is null)
        {
            throw ApiRefusal.Conflict($"The scope '{scope.Node.Path}' has not ended: what if asks what its branches have come to.");
        }

        var recorded = RecordedScopes.Of(scope)
            ?? throw ApiRefusal.Conflict($"The branches of the scope '{scope.Node.Path}' are flat: they have no records of their own, which would tell how long they took.");
        try
        {
            return ask(new WhatIfQuestion(recorded));
        }
        catch (ArgumentException wrong)
        {
            throw ApiRefusal.BadRequest(wrong.Message.Split(" (Parameter", 2)[0]);
        }
    }
}

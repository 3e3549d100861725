using DurableParallel.Console;
using DurableParallel.Console.Endpoints;
using DurableParallel.Console.Files;
using DurableParallel.Console.Logging;
using DurableParallel.Console.Security;
using DurableParallel.Engine;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the durable console into an ASP.NET Core application.</summary>
public static class DurableConsoleEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a web console and its management API, which show and steer the executions of the <see cref="IDurableEngine"/> among the
    /// application's services. Without authorization it answers requests from this machine alone: call
    /// <c>RequireAuthorization</c> on what is returned to open it to others. What it measures, it measures only while it is mapped.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path that everything is below, for example "/durable".</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>What conventions are added to: authorization, rate limits, host names and others.</returns>
    /// <exception cref="ArgumentNullException">The endpoints or the pattern are null.</exception>
    public static IEndpointConventionBuilder MapDurableConsole(
        this IEndpointRouteBuilder endpoints,
        string pattern = "/durable",
        Action<DurableConsoleOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new DurableConsoleOptions();
        configure?.Invoke(options);
        var parts = new ConsoleParts(endpoints.ServiceProvider, options.Copy());
        var group = endpoints.MapGroup(pattern);
        var api = new ConsoleRoutes(group.MapGroup("/api"), parts);
        MetaEndpoints.Map(api);
        ExecutionEndpoints.Map(api);
        HistoryEndpoints.Map(api);
        TimelineEndpoints.Map(api);
        ScopeEndpoints.Map(api);
        WhatIfEndpoints.Map(api);
        ActionEndpoints.Map(api);
        BulkEndpoints.Map(api);
        BlockedEndpoints.Map(api);
        CallbackEndpoints.Map(api);
        FunctionEndpoints.Map(api);
        ScheduleEndpoints.Map(api);
        FigureEndpoints.Map(api);
        SearchEndpoints.Map(api);
        api.MapRest();
        new UiFiles(parts).Map(group);

        var isTold = 0;
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            // Conventions come after the mapping, and only here all have been added.
            if (Interlocked.Exchange(ref isTold, 1) == 0)
            {
                Tell(parts, pattern, AccessRule.IsAuthorized([.. endpoint.Metadata]));
            }
        });
        return group;
    }

    private static void Tell(ConsoleParts parts, string pattern, bool isAuthorized)
    {
        if (isAuthorized)
        {
            parts.Logger.ConsoleWithAuthorization(pattern);
        }
        else
        {
            parts.Logger.ConsoleForThisMachine(pattern);
        }
    }
}

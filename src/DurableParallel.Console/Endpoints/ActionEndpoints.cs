using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Endpoints;

/// <summary>What changes one execution.</summary>
internal static class ActionEndpoints
{
    private static readonly EmptyBody Done = new();

    public static void Map(ConsoleRoutes routes)
    {
        routes.Act<StartBody, StartedAnswer>("POST", "executions", "StartExecution", "Starts an execution.", QueryRules.None, StartAsync);
        routes.Act<StopBody, EmptyBody>("POST", "executions/{name}/stop", "StopExecution", "Ends an execution as stopped.", QueryRules.None, StopAsync);
        routes.Act<CancelBody, EmptyBody>("POST", "executions/{name}/cancel", "CancelExecution", "Asks an execution to cancel.", QueryRules.None, CancelAsync);
        routes.Act<EmptyBody, EmptyBody>("POST", "executions/{name}/retry", "RetryExecution", "Lets an execution that ended badly go on.", QueryRules.None, RetryAsync);
        routes.Act<ForkBody, StartedAnswer>("POST", "executions/{name}/fork", "ForkExecution", "Starts a copy of an execution that goes on before one of its operations.", QueryRules.None, ForkAsync);
        routes.Act<EmptyBody, EmptyBody>("POST", "executions/{name}/unblock", "UnblockExecution", "Lets an execution that is blocked try again.", QueryRules.None, UnblockAsync);
        routes.Act<EventBody, EmptyBody>("POST", "executions/{name}/events/{event}", "RaiseEvent", "Raises an event in an execution.", QueryRules.None, RaiseAsync);
        routes.Act<EmptyBody, EmptyBody>("DELETE", "executions/{name}", "PurgeExecution", "Deletes an execution that has ended.", QueryRules.None, PurgeAsync);
    }

    private static async Task<StartedAnswer> StartAsync(ConsoleCall call, StartBody body)
    {
        call.Target = $"name '{body.Name}', function '{body.Function}'";
        var options = new StartOptions { TenantId = body.Tenant, Tags = body.Tags, StartAt = body.StartAt, Priority = body.Priority ?? 0 };
        if (body.Version is not null)
        {
            throw ApiRefusal.BadRequest("An execution is started with the highest version that is registered. Leave version out.");
        }

        var execution = await call.Engine.StartWithPayloadAsync(body.Function, body.Name, body.Input, options, call.Aborted).ConfigureAwait(false);
        return new StartedAnswer { Name = execution.Name, Arn = execution.Arn };
    }

    private static async Task<EmptyBody> StopAsync(ConsoleCall call, StopBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        CheckRuns(execution, "stopped");
        await execution.StopAsync(ErrorOf(body.Error), call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> CancelAsync(ConsoleCall call, CancelBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        CheckRuns(execution, "canceled");
        await execution.CancelAsync(string.IsNullOrEmpty(body.Reason) ? null : body.Reason, call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> RetryAsync(ConsoleCall call, EmptyBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        await call.Engine.RetryAsync(execution.Name, call.Aborted).ConfigureAwait(false);
        return body;
    }

    private static async Task<StartedAnswer> ForkAsync(ConsoleCall call, ForkBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        var options = new ForkOptions { ExecutionName = body.Name };
        options = body.Input is null ? options : options.WithInputPayload(body.Input);
        foreach (var (operation, payload) in body.Results ?? [])
        {
            options = options.WithResultPayload(operation, payload);
        }

        try
        {
            var fork = await call.Engine.ForkAsync(execution.Name, body.At, options, call.Aborted).ConfigureAwait(false);
            return new StartedAnswer { Name = fork.Name, Arn = fork.Arn };
        }
        catch (ArgumentException wrong) when (wrong.ParamName == "at")
        {
            // A path may also be that of several.
            var view = await call.Parts.Views.GetAsync(execution, call.Aborted).ConfigureAwait(false);
            if (view.HasPath(body.At))
            {
                throw;
            }

            throw ApiRefusal.NotFound(Failures.Of(wrong, call.Payloads)!.Message);
        }
    }

    private static async Task<EmptyBody> UnblockAsync(ConsoleCall call, EmptyBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        return await call.Engine.UnblockAsync(execution.Name, call.Aborted).ConfigureAwait(false)
            ? body
            : throw ApiRefusal.Conflict($"The execution '{ApiRefusal.Shown(execution.Name)}' is not blocked.");
    }

    private static async Task<EmptyBody> RaiseAsync(ConsoleCall call, EventBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        await execution.RaiseEventWithPayloadAsync(call.Name("event"), body.Payload, string.IsNullOrEmpty(body.EventId) ? null : body.EventId, call.Aborted).ConfigureAwait(false);
        return Done;
    }

    private static async Task<EmptyBody> PurgeAsync(ConsoleCall call, EmptyBody body)
    {
        var execution = await call.ExecutionAsync().ConfigureAwait(false);
        try
        {
            return await call.Engine.PurgeAsync(execution.Name, call.Aborted).ConfigureAwait(false) ? Done : throw ApiRefusal.NoExecution(execution.Name);
        }
        catch (InvalidOperationException running)
        {
            // It has not ended.
            throw ApiRefusal.Conflict(running.Message);
        }
    }

    private static void CheckRuns(ExecutionHandle execution, string what)
    {
        if (execution.Status is not (ExecutionStatus.Running or ExecutionStatus.Blocked or ExecutionStatus.ContinuedAsNew))
        {
            throw ApiRefusal.Conflict($"The execution '{ApiRefusal.Shown(execution.Name)}' has ended ({execution.Status}), so that it cannot be {what}.");
        }
    }

    private static DurableError? ErrorOf(ErrorText? error) => error is { Type: null or "", Message: null or "" } or null
        ? null
        : new DurableError(string.IsNullOrEmpty(error.Type) ? "StoppedByRequest" : error.Type, error.Message ?? "");
}

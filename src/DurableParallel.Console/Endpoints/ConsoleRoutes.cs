using System.Reflection;
using DurableParallel.Console.Http;
using DurableParallel.Console.Logging;
using DurableParallel.Console.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace DurableParallel.Console.Endpoints;

/// <summary>
/// The routes of the management API. Each request passes the same checks before its handler runs: who asks, from where, with which
/// parameters, and for an action whether it may act; whatever goes wrong becomes an answer of one form.
/// </summary>
internal sealed class ConsoleRoutes(IEndpointRouteBuilder routes, ConsoleParts parts)
{
    /// <summary>The group under which the endpoints are described. An application's own document leaves it out.</summary>
    public const string Group = "durable-console";

    // The body is checked where it is read: a type that is not taken here would be looked for among the other routes.
    private static readonly string[] AnyType = ["*/*"];

    private const string AnyFile = "application/octet-stream";

    // What describes endpoints looks for a method with these parameters; the handlers take none of the request themselves.
    private static readonly MethodInfo Described = typeof(ConsoleRoutes).GetMethod(nameof(Describe), BindingFlags.NonPublic | BindingFlags.Static)!;

    public void Get<T>(string pattern, string name, string summary, QueryRules query, Func<ConsoleCall, Task<T>> handler) =>
        Map("GET", pattern, name, summary, query, async call => await call.AnswerAsync(await handler(call).ConfigureAwait(false)).ConfigureAwait(false))
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    /// <summary>A route that writes its answer itself: a file, or a stream.</summary>
    public void GetRaw(string pattern, string name, string summary, QueryRules query, Func<ConsoleCall, Task> handler, string contentType = AnyFile) =>
        Map("GET", pattern, name, summary, query, handler)
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [contentType]));

    /// <summary>A request that has a body and changes nothing.</summary>
    public void Ask<TBody, T>(string pattern, string name, string summary, QueryRules query, Func<ConsoleCall, TBody, Task<T>> handler)
        where TBody : notnull =>
        Map("POST", pattern, name, summary, query, async call =>
        {
            var body = await call.BodyAsync<TBody>().ConfigureAwait(false);
            await call.AnswerAsync(await handler(call, body).ConfigureAwait(false)).ConfigureAwait(false);
        })
            .WithMetadata(new AcceptsMetadata(AnyType, typeof(TBody)), new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    /// <summary>A request that changes something.</summary>
    /// <param name="method">POST, PUT or DELETE.</param>
    /// <param name="pattern">Its route.</param>
    /// <param name="name">What it is called, in the document and in the log.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="query">The parameters that it takes.</param>
    /// <param name="handler">What does it.</param>
    public void Act<TBody, T>(string method, string pattern, string name, string summary, QueryRules query, Func<ConsoleCall, TBody, Task<T>> handler)
        where TBody : notnull
    {
        var takesBody = method != HttpMethods.Delete;
        var endpoint = Map(method, pattern, name, summary, query, async call =>
        {
            parts.Actions.Check(call.Http.Request);
            await LoggedAsync(call, name, async () =>
            {
                var body = takesBody ? await call.BodyAsync<TBody>().ConfigureAwait(false) : default!;
                return await handler(call, body).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }).WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]), ActionMark.Instance);
        if (takesBody)
        {
            endpoint.WithMetadata(new AcceptsMetadata(AnyType, typeof(TBody)));
        }
    }

    /// <summary>What no other route takes, so that it is answered as the rest of the API is.</summary>
    public void MapRest() => routes.Map("{**rest}", http => AnswerAsync(http, QueryRules.None, call =>
    {
        // What acts is refused for the same reasons everywhere.
        throw ApiRefusal.NotFound($"There is no {call.Http.Request.Method} {ApiRefusal.Shown(call.Http.Request.Path.Value ?? "")} in the API; see openapi.json.");
    }, checksQuery: false)).WithMetadata(new ExcludeFromDescriptionAttribute());

    private IEndpointConventionBuilder Map(string method, string pattern, string name, string summary, QueryRules query, Func<ConsoleCall, Task> handler) =>
        routes.MapMethods(pattern, [method], http => AnswerAsync(http, query, handler))
            .WithName($"DurableConsole.{name}.{parts.Number}")
            .WithSummary(summary)
            .WithGroupName(Group)
            .WithMetadata(Described, query);

    private async Task AnswerAsync(HttpContext http, QueryRules query, Func<ConsoleCall, Task> handler, bool checksQuery = true)
    {
        try
        {
            SecurityHeaders.AddToData(http.Response.Headers);
            parts.Access.Check(http);
            ActionRule.CheckOrigin(http.Request);
            var call = new ConsoleCall(http, parts);
            if (checksQuery)
            {
                call.Query.Check(query);
            }

            await handler(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (Exception fault)
        {
            await FailAsync(http, fault).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(HttpContext http, Exception fault)
    {
        var refusal = Failures.Of(fault, new PayloadTexts(parts, http.User));
        if (refusal is null)
        {
            parts.Logger.ConsoleFailed(fault, http.Request.Method, http.Request.Path);
            refusal = new ApiRefusal(StatusCodes.Status500InternalServerError, "Failed", "The console failed; the application's log says why.");
        }
        else if (refusal.Status == StatusCodes.Status403Forbidden)
        {
            parts.Logger.ConsoleRefused(refusal.Message, http.Connection.RemoteIpAddress?.ToString() ?? "a socket");
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Headers.ContentDisposition = default;
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        try
        {
            await http.Response.WriteAsync(RefusalText.Of(refusal), http.RequestAborted).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }

    private async Task LoggedAsync<T>(ConsoleCall call, string action, Func<Task<T>> act)
    {
        var target = string.Join(", ", call.Http.Request.RouteValues.Keys.Order(StringComparer.Ordinal).Select(key => $"{key} '{call.Name(key)}'"));
        var user = call.Http.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : $"A request from {call.Http.Connection.RemoteIpAddress}";
        T answer;
        try
        {
            answer = await act().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            parts.Logger.ConsoleAction(user, action, LogText.OneLine(target), LogText.OneLine($"not done, {fault.GetType().Name}: {(Failures.Of(fault, call.Payloads) ?? fault).Message}"));
            throw;
        }

        parts.Logger.ConsoleAction(user, action, LogText.OneLine(call.Target ?? target), "done");
        await call.AnswerAsync(answer).ConfigureAwait(false);
    }

    private static Task<HttpContext> Describe(HttpContext http) => Task.FromResult(http);
}

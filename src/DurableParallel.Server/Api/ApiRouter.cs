using DurableParallel.Engine;
using DurableParallel.Engine.Serving;
using DurableParallel.Server.Logging;
using DurableParallel.Server.Security;
using DurableParallel.Server.Workers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Api;

/// <summary>From a request to whoever answers it, and from whatever goes wrong to an answer of the wire.</summary>
internal sealed class ApiRouter(
    RequestGuard guard,
    InvokeApi invoke,
    CheckpointApi checkpoints,
    ExecutionApi executions,
    CallbackApi callbacks,
    RuntimeApi runtime,
    ILogger logger)
{
    private const string Invocations = "2015-03-31";
    private const string Durable = "2025-12-01";

    /// <summary>Handles a request; false when its path is none of the server's.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        try
        {
            if (ApiRequest.From(http) is not { } request || !(IsOurs(request.Segments) || runtime.IsAtOwnPort(request)))
            {
                return false;
            }

            http.Response.Headers["x-amzn-RequestId"] = request.Id;
            guard.CheckSender(http);
            if (request.Segments[0] == "runtime")
            {
                return await runtime.TryHandleAsync(request).ConfigureAwait(false);
            }

            if (runtime.IsAtOwnPort(request))
            {
                return await runtime.TryHandleAtOwnPortAsync(request).ConfigureAwait(false);
            }

            await guard.AuthenticateAsync(request).ConfigureAwait(false);
            await HandleAsync(request).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception fault)
        {
            await AnswerAsync(http, fault).ConfigureAwait(false);
        }

        return true;
    }

    private static bool IsOurs(string[] segments) => segments is [Invocations or Durable or "runtime", ..] or ["health"];

    private Task HandleAsync(ApiRequest request) => (request.Method, request.Segments) switch
    {
        ("POST", [Invocations, "functions", var function, "invocations"]) => invoke.InvokeAsync(request, function),
        ("POST", [Durable, "durable-executions", var arn, "checkpoint"]) => checkpoints.CheckpointAsync(request, arn),
        ("GET", [Durable, "durable-executions", var arn, "state"]) => checkpoints.GetStateAsync(request, arn),
        ("GET", [Durable, "durable-executions", var arn, "history"]) => executions.GetHistoryAsync(request, arn),
        ("POST", [Durable, "durable-executions", var arn, "stop"]) => executions.StopAsync(request, arn),
        ("GET", [Durable, "durable-executions", var arn]) => executions.GetAsync(request, arn),
        ("GET", [Durable, "functions", var function, "durable-executions"]) => executions.ListAsync(request, function),
        ("POST", [Durable, "durable-execution-callbacks", var id, "succeed"]) => callbacks.SucceedAsync(request, id),
        ("POST", [Durable, "durable-execution-callbacks", var id, "fail"]) => callbacks.FailAsync(request, id),
        ("POST", [Durable, "durable-execution-callbacks", var id, "heartbeat"]) => callbacks.HeartbeatAsync(request, id),
        ("GET", ["health"]) => ApiResponse.WriteAsync(request.Http, StatusCodes.Status200OK, """{"status":"ok"}"""u8.ToArray()),
        _ => throw ApiException.UnknownOperation(request.Http.Request),
    };

    private async Task AnswerAsync(HttpContext http, Exception fault)
    {
        var error = fault switch
        {
            ApiException refused => refused,
            CheckpointRefusedException refused => ApiException.InvalidParameter(refused.Message),
            ExecutionNotFoundException missing => ApiException.NotFound(missing.Message),
            EngineStoppedException or EngineFaultedException or ExecutionBlockedException => ApiException.Unavailable(fault.Message),
            BadHttpRequestException bad => new ApiException(bad.StatusCode, "InvalidRequestContentException", bad.Message),
            ArgumentException refused => ApiException.InvalidParameter(refused.Message),
            _ => null,
        };
        if (error is null)
        {
            logger.RequestFailed(fault, http.Request.Method, http.Request.Path);
            error = ApiException.Unavailable("The server failed; its log says why.");
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        try
        {
            await ApiResponse.WriteErrorAsync(http, error).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody is there to be answered.
        }
    }
}

using System.Text;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Starting;
using DurableParallel.Records;
using DurableParallel.Server.Workers;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Server.Api;

/// <summary>Invoke, in its three types: durable functions become executions, plain ones are called.</summary>
internal sealed class InvokeApi(IServedExecutions executions, FunctionTable functions, ServerSettings settings)
{
    private const int SyncLimit = 6 * 1024 * 1024;
    private const int LongestName = 64;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly byte[] Nothing = "null"u8.ToArray();

    private enum InvocationType
    {
        RequestResponse,
        Event,
        DryRun,
    }

    /// <exception cref="ApiException">It is no name of an execution.</exception>
    public static void CheckName(string name)
    {
        if (name.Length is 0 or > LongestName || name.Any(static character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')))
        {
            throw ApiException.InvalidParameter(
                $"DurableExecutionName must be 1 to {LongestName} characters of A-Z, a-z, 0-9, - and _; found '{ApiRequest.Shown(name)}'.");
        }
    }

    public async Task InvokeAsync(ApiRequest request, string functionText)
    {
        var function = FunctionName.Parse(functionText, request.Query("Qualifier"));
        var type = TypeOf(request.Header("X-Amz-Invocation-Type"));
        CheckLogType(request.Header("X-Amz-Log-Type"));
        var served = executions.FindFunction(new FunctionReference(function.Name, function.Version))
            ?? throw ApiException.NotFound($"Function not found: {FunctionArns.Unqualified(function.Name)}");
        var limit = type == InvocationType.Event ? settings.AsyncInputLimit : SyncLimit;
        var input = ReadInput(await request.ReadBodyAsync(limit).ConfigureAwait(false));
        var tenant = request.Header("X-Amz-Tenant-Id");
        if (tenant is not null && (tenant.Length is 0 or > 256 || tenant.AsSpan().ContainsAnyExceptInRange(' ', '~')))
        {
            throw ApiException.InvalidParameter("TenantId must be 1 to 256 printable ASCII characters.");
        }

        var name = request.Header("X-Amz-Durable-Execution-Name");
        if (name is not null)
        {
            CheckName(name);
        }

        if (name is not null && served.IsPlain)
        {
            throw ApiException.InvalidParameter($"DurableExecutionName is for durable functions, and '{function.Name}' is a plain one.");
        }

        // One that is there has its end, or waits for its worker as long as it takes.
        if (type == InvocationType.RequestResponse && (name is null || !executions.Has(function.Name, name)))
        {
            await functions.WaitForWorkerAsync(function.Name, request.Aborted).ConfigureAwait(false);
        }

        request.Http.Response.Headers["X-Amz-Executed-Version"] = served.Version > 0 ? served.Version.ToString() : "$LATEST";
        switch (type)
        {
            case InvocationType.DryRun:
                request.Http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case InvocationType.RequestResponse when served.IsPlain:
                await CallAsync(request, function, served, input, tenant).ConfigureAwait(false);
                break;
            default:
                var execution = await StartAsync(function, served, name ?? NewName(), input, tenant).ConfigureAwait(false);
                if (!served.IsPlain)
                {
                    request.Http.Response.Headers["X-Amz-Durable-Execution-Arn"] = execution.Arn;
                }

                await AnswerAsync(request, execution, type).ConfigureAwait(false);
                break;
        }
    }

    private async Task<IServedExecution> StartAsync(FunctionName function, ServedFunction served, string name, string input, string? tenant)
    {
        while (true)
        {
            var (execution, isNew) = await executions.StartAsync(function.Name, served, name, input, tenant).ConfigureAwait(false);
            try
            {
                if (isNew)
                {
                    settings.OnStarted(execution.Name, execution.Arn);
                }
                else if (!SameInput.Of(execution.ReadInput(), input))
                {
                    throw ApiException.AlreadyStarted(name);
                }

                return execution;
            }
            catch (ExecutionNotFoundException)
            {
                // It was purged at this moment, and the name is free.
            }
        }
    }

    private static async Task AnswerAsync(ApiRequest request, IServedExecution execution, InvocationType type)
    {
        if (type == InvocationType.Event)
        {
            request.Http.Response.StatusCode = StatusCodes.Status202Accepted;
            request.Http.Response.ContentLength = 0;
            return;
        }

        var ended = await execution.EndedAsync(request.Aborted).ConfigureAwait(false);
        if (ended.Status == ExecutionStatus.Succeeded)
        {
            await ApiResponse.WriteAsync(request.Http, StatusCodes.Status200OK, ResultOf(ended)).ConfigureAwait(false);
        }
        else
        {
            await WriteFunctionErrorAsync(request, WireErrors.ToFunctionError(ended.Error)).ConfigureAwait(false);
        }
    }

    private async Task CallAsync(ApiRequest request, FunctionName function, ServedFunction served, string input, string? tenant)
    {
        var answer = await functions.CallAsync(function.Name, served, Encoding.UTF8.GetBytes(input), tenant, request).ConfigureAwait(false);
        if (answer.Error is { } error)
        {
            await WriteFunctionErrorAsync(request, answer.Payload ?? WireErrors.ToFunctionError(error)).ConfigureAwait(false);
        }
        else
        {
            await ApiResponse.WriteAsync(request.Http, StatusCodes.Status200OK, answer.Payload ?? Nothing).ConfigureAwait(false);
        }
    }

    private static Task WriteFunctionErrorAsync(ApiRequest request, byte[] body)
    {
        request.Http.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        return ApiResponse.WriteAsync(request.Http, StatusCodes.Status200OK, body);
    }

    private static byte[] ResultOf(EndedRecord ended) => ended.Payload is null ? Nothing : Encoding.UTF8.GetBytes(ended.Payload);

    private static InvocationType TypeOf(string? header) => header switch
    {
        null or "" or nameof(InvocationType.RequestResponse) => InvocationType.RequestResponse,
        nameof(InvocationType.Event) => InvocationType.Event,
        nameof(InvocationType.DryRun) => InvocationType.DryRun,
        _ => throw ApiException.InvalidParameter($"InvocationType must be RequestResponse, Event or DryRun; found '{ApiRequest.Shown(header)}'."),
    };

    // A client that asks for the log and gets none would take it that nothing was logged.
    private static void CheckLogType(string? header)
    {
        if (header is not (null or "" or "None"))
        {
            throw ApiException.InvalidParameter(
                $"LogType must be None here; found '{ApiRequest.Shown(header)}'. The server keeps no logs: read them where the function's process writes them.");
        }
    }

    private static string ReadInput(byte[] body)
    {
        if (body.Length == 0)
        {
            return FunctionTable.NoInput;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                // Only to see whether it is JSON.
            }

            return StrictUtf8.GetString(body);
        }
        catch (Exception malformed) when (malformed is JsonException or DecoderFallbackException or InvalidOperationException)
        {
            throw ApiException.InvalidContent($"Could not parse request body into json: {malformed.Message}");
        }
    }

    private static string NewName() => ApiRequest.NewId();
}

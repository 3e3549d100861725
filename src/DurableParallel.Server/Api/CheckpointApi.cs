using DurableParallel.Engine.Serving;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>What function processes ask for in the middle of an invocation: to record, and to read what is recorded.</summary>
internal sealed class CheckpointApi(ExecutionFinder executions, ServerSettings settings)
{
    // One update may carry 6 MiB, and JSON may need several bytes for one.
    private const int BodyLimit = 40 * 1024 * 1024;
    private const int LongestToken = 2048;
    private const int LongestClientToken = 64;
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    public async Task CheckpointAsync(ApiRequest request, string arn)
    {
        var body = await request.ReadBodyAsync(BodyLimit).ConfigureAwait(false);
        WireCheckpointRequest message;
        try
        {
            message = WireJson.Seconds.Read<WireCheckpointRequest>(body);
        }
        catch (WireFormatException malformed)
        {
            throw ApiException.InvalidParameter(malformed.Message);
        }

        CheckToken(message.CheckpointToken);
        if (message.ClientToken is { } token && (token.Length is 0 or > LongestClientToken || token.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw ApiException.InvalidParameter($"ClientToken must be 1 to {LongestClientToken} printable ASCII characters without blanks.");
        }

        var updates = message.Updates ?? [];
        foreach (var update in updates)
        {
            UpdateRanges.Check(update);
        }

        var execution = executions.TryFind(arn) ?? throw ApiException.InvalidParameter(CheckpointRefusedException.InvalidToken);
        var reply = await execution.CheckpointAsync(message.CheckpointToken, message.ClientToken, updates, request.Aborted).ConfigureAwait(false);
        await ApiResponse.WriteAsync(request.Http, new WireCheckpointResponse
        {
            CheckpointToken = reply.Token,
            NewExecutionState = new WireState { Operations = [.. reply.Operations.Select(static view => WireOperations.Of(view))] },
        }).ConfigureAwait(false);
    }

    public Task GetStateAsync(ApiRequest request, string arn)
    {
        var token = request.Query("CheckpointToken");
        CheckToken(token);
        var count = request.QueryNumber("MaxItems", 0, LargestPage) is > 0 and var asked ? asked : DefaultPage;
        var from = PageMarker.Read(request.Query("Marker"));
        var execution = executions.TryFind(arn) ?? throw ApiException.InvalidParameter(CheckpointRefusedException.InvalidToken);
        var (input, views) = execution.ReadState(token!);
        WireOperation[] operations =
        [
            WireMapping.ToWire(execution.Id, execution.Name, execution.StartedAt, input),
            .. views.Select(static view => WireOperations.Of(view)),
        ];
        return ApiResponse.WriteAsync(request.Http, WireOperations.Page(operations, from, count, settings.PageBytes));
    }

    private static void CheckToken(string? token)
    {
        if (token is not { Length: > 0 and <= LongestToken })
        {
            throw ApiException.InvalidParameter(CheckpointRefusedException.InvalidToken);
        }
    }
}

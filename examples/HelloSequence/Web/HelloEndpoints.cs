using DurableParallel.Engine;

namespace DurableParallel.HelloSequence.Web;

/// <summary>What can be asked of the web program.</summary>
internal static class HelloEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/StartManySequences", StartManyAsync);
        app.MapGet("/executions", ListAsync);
        app.MapGet("/executions/{name}", GetAsync);
    }

    /// <summary>Starts the sequences and answers once all of them are durable.</summary>
    private static async Task<IResult> StartManyAsync(HttpRequest request, DurableEngine engine, CancellationToken cancellationToken)
    {
        if (ExecutionCount.Parse("count", request.Query["count"], out var problem) is not { } count)
        {
            return Refuse(problem);
        }

        var prefix = HelloStarts.NewPrefix(TimeProvider.System);
        var result = await engine.StartManyAsync(HelloStarts.Of(prefix, count), cancellationToken: cancellationToken);
        return Results.Json(new { prefix, started = result.Started, executions = $"/executions?prefix={prefix}" });
    }

    private static async Task<IResult> ListAsync(HttpRequest request, DurableEngine engine, CancellationToken cancellationToken)
    {
        var pageSize = 100;
        if (request.Query["pageSize"].ToString() is { Length: > 0 } text && (!int.TryParse(text, out pageSize) || pageSize is < 1 or > DurableEngine.LargestPage))
        {
            return Refuse($"pageSize has to be a whole number from 1 to {DurableEngine.LargestPage}.");
        }

        var query = new ExecutionQuery { NamePrefix = request.Query["prefix"].ToString() is { Length: > 0 } prefix ? prefix : null };
        try
        {
            var token = request.Query["token"].ToString();
            var page = await engine.ListAsync(query, pageSize, token.Length == 0 ? null : token, cancellationToken);
            var counts = await engine.CountByStatusAsync(query, cancellationToken);
            return Results.Json(new
            {
                counts = counts.ToDictionary(entry => entry.Key.ToString(), entry => entry.Value, StringComparer.Ordinal),
                executions = page.Executions.Select(execution => new { name = execution.Name, status = execution.Status.ToString(), startedAt = execution.StartTimestamp, endedAt = execution.EndTimestamp }),
                token = page.ContinuationToken,
            });
        }
        catch (ArgumentException exception)
        {
            return Refuse(exception.Message);
        }
    }

    private static async Task<IResult> GetAsync(string name, DurableEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            if (await engine.FindAsync(name, cancellationToken) is not { } execution)
            {
                return Results.Json(new { error = $"There is no execution '{name}'." }, statusCode: StatusCodes.Status404NotFound);
            }

            var result = execution.Status == ExecutionStatus.Succeeded ? await execution.GetResultAsync<List<string>>(cancellationToken) : null;
            return Results.Json(new { name = execution.Name, arn = execution.Arn, status = execution.Status.ToString(), result });
        }
        catch (ArgumentException exception)
        {
            return Refuse(exception.Message);
        }
        catch (ExecutionNotFoundException exception)
        {
            return Results.Json(new { error = exception.Message }, statusCode: StatusCodes.Status404NotFound);
        }
    }

    private static IResult Refuse(string problem) => Results.Json(new { error = problem }, statusCode: StatusCodes.Status400BadRequest);
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DurableParallel.Console.Api;
using DurableParallel.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Console.Http;

/// <summary>One request of the management API: what it asks for, the engine that it asks, and its answer.</summary>
internal sealed class ConsoleCall(HttpContext http, ConsoleParts parts)
{
    public HttpContext Http => http;

    public ConsoleParts Parts => parts;

    public IDurableEngine Engine { get; } = http.RequestServices.GetRequiredService<IDurableEngine>();

    public QueryText Query { get; } = new(http.Request.Query);

    public PayloadTexts Payloads => new(parts, http.User);

    public CancellationToken Aborted => http.RequestAborted;

    /// <summary>What an action has changed, where the path does not say it; for the log.</summary>
    public string? Target { get; set; }

    /// <exception cref="ApiRefusal">It cannot be told which name is meant.</exception>
    public string Name(string parameter = "name") => RouteName.Read(http, parameter);

    /// <summary>The execution that the path names.</summary>
    /// <exception cref="ApiRefusal">There is none.</exception>
    public async Task<ExecutionHandle> ExecutionAsync()
    {
        var name = Name();
        return await Engine.FindAsync(name, Aborted).ConfigureAwait(false) ?? throw ApiRefusal.NoExecution(name);
    }

    /// <summary>Reads the body; one that is empty is an object without members.</summary>
    /// <exception cref="ApiRefusal">It is no JSON of that form.</exception>
    public async Task<T> BodyAsync<T>()
    {
        var type = (JsonTypeInfo<T>)ConsoleJson.Default.GetTypeInfo(typeof(T))!;
        if (!http.Request.HasJsonContentType())
        {
            throw new ApiRefusal(StatusCodes.Status415UnsupportedMediaType, "BadRequest", "The body must be JSON: send the header Content-Type: application/json.");
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, Aborted).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body.Length == 0 ? "{}"u8 : body.GetBuffer().AsSpan(0, (int)body.Length), type)
                ?? throw ApiRefusal.BadRequest("The body must be a JSON object; found null.");
        }
        catch (JsonException wrong)
        {
            throw ApiRefusal.BadRequest($"The body is not of the form that this route takes: {wrong.Message}");
        }
    }

    public async Task AnswerAsync<T>(T answer)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(http.Response.Body, answer, (JsonTypeInfo<T>)ConsoleJson.Default.GetTypeInfo(typeof(T))!, Aborted).ConfigureAwait(false);
    }
}

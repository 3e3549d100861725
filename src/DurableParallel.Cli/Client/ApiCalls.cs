using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace DurableParallel.Cli.Client;

/// <summary>Calls below one address of the API, and what their answers mean for the program.</summary>
internal sealed class ApiCalls(HttpClient http, Uri api, string where)
{
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    public async Task<string> GetTextAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, body: null, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(method, path, body ?? "{}", HttpCompletionOption.ResponseContentRead, cancellationToken);
        return Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, body: null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(api.AbsoluteUri.TrimEnd('/') + path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (method != HttpMethod.Get)
        {
            request.Headers.Add("X-Durable-Console", "1");
            request.Content = new StringContent(body ?? string.Empty, Encoding.UTF8, "application/json");
        }

        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, completion, cancellationToken);
        }
        catch (HttpRequestException unreachable)
        {
            throw new CliException(ExitCode.Unreachable, $"No console answers at {where}: {unreachable.Message}", unreachable);
        }
        catch (TaskCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Unreachable, $"The console at {where} did not answer within {http.Timeout.TotalSeconds:0} s.", late);
        }

        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw Refusal(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
    }

    private CliException Refusal(HttpStatusCode status, string body)
    {
        var code = status switch
        {
            HttpStatusCode.NotFound => ExitCode.NotFound,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => ExitCode.Usage,
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests => ExitCode.Refused,
            HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ExitCode.Unreachable,
            _ => ExitCode.Failed,
        };
        return new CliException(code, MessageOf(body) ?? $"{where} answered {(int)status} {status}.");
    }

    private static string? MessageOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Member("error").Text("message");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonElement Parse(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException other)
        {
            throw new CliException(ExitCode.Unreachable, $"What answers at {where} is no console of DurableParallel: its answer is no JSON.", other);
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableParallel.Cli.Client;

/// <summary>A server without a port: requests come from an <see cref="HttpClient"/> of this process, and their answers are whole.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? _answer;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public HttpMessageHandler MakeHandler() => new Handler(this);

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _answer = (request, token) => AnswerAsync(application, request, token);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // There is nothing to give back.
    }

    private static async Task<HttpResponseMessage> AnswerAsync<TContext>(IHttpApplication<TContext> application, HttpRequestMessage request, CancellationToken cancellationToken)
        where TContext : notnull
    {
        using var input = request.Content is null ? new MemoryStream() : new MemoryStream(await request.Content.ReadAsByteArrayAsync(cancellationToken));
        var output = new MemoryStream();
        var body = new StreamResponseBodyFeature(output);
        var answer = new HttpResponseFeature();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(RequestOf(request, input));
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(body);
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature { RequestAborted = cancellationToken });
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback, LocalIpAddress = IPAddress.Loopback });
        var context = application.CreateContext(features);
        try
        {
            await application.ProcessRequestAsync(context);
            // What was written to the body's writer and not flushed belongs to the answer as well.
            await body.CompleteAsync();
            application.DisposeContext(context, exception: null);
        }
        catch (Exception failure)
        {
            application.DisposeContext(context, failure);
            throw;
        }

        var response = new HttpResponseMessage((HttpStatusCode)answer.StatusCode) { Content = new ByteArrayContent(output.ToArray()), RequestMessage = request };
        foreach (var (name, value) in answer.Headers)
        {
            _ = response.Headers.TryAddWithoutValidation(name, (string?[])value!) || response.Content.Headers.TryAddWithoutValidation(name, (string?[])value!);
        }

        return response;
    }

    private static HttpRequestFeature RequestOf(HttpRequestMessage request, Stream body)
    {
        var feature = new HttpRequestFeature
        {
            Protocol = "HTTP/1.1",
            Scheme = "http",
            Method = request.Method.Method,
            Path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase)),
            RawTarget = request.RequestUri.PathAndQuery,
            QueryString = request.RequestUri.Query,
            Body = body,
        };
        feature.Headers.Host = request.RequestUri.Authority;
        foreach (var (name, values) in request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            feature.Headers[name] = values.ToArray();
        }

        if (body.Length > 0)
        {
            feature.Headers.ContentLength = body.Length;
        }

        return feature;
    }

    private sealed class Handler(InProcessServer server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => server._answer!(request, cancellationToken);
    }
}

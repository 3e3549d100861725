using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using DurableParallel.Errors;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Runtime;

/// <summary>The Runtime API of Lambda, version 2018-06-01, for one loop: connections and name are the loop's own.</summary>
internal sealed class RuntimeApi : IDisposable
{
    private const string ErrorType = "Lambda-Runtime-Function-Error-Type";
    private static readonly TimeSpan ConnectionIdleTime = TimeSpan.FromMinutes(1);

    // Servers refuse requests whose headers are longer than some 32 KiB together; without names, all are the worker's.
    private const int LongestNames = 16 * 1024;
    private readonly HttpClient _http;
    private readonly string? _functions;
    private readonly string _base;
    private readonly string _loop = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <param name="address">Host, port and perhaps a path, as AWS_LAMBDA_RUNTIME_API has it.</param>
    /// <param name="functions">The names of the functions that the process runs; none when it runs whatever is invoked.</param>
    public RuntimeApi(string address, IReadOnlyCollection<string> functions)
    {
        var names = string.Join(',', functions);
        _functions = names.Length is 0 or > LongestNames ? null : names;
        _base = $"http://{address.TrimEnd('/')}/2018-06-01/runtime";

        // A body may take longer than connections are kept, and a closed one counts as the end of its process.
        _http = CreateHttpClient(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Without a time-out, as the process is frozen between events, and no proxy; texts that are not ASCII go as UTF-8.</summary>
    public static HttpClient CreateHttpClient() => CreateHttpClient(ConnectionIdleTime);

    private static HttpClient CreateHttpClient(TimeSpan connectionIdleTime)
    {
        var version = typeof(RuntimeApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = connectionIdleTime,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("durable-parallel-lambda", version));
        return http;
    }

    /// <summary>Waits for the next event, for as long as it takes.</summary>
    /// <exception cref="HttpRequestException">The API cannot be reached, or its answer is none.</exception>
    public async Task<RuntimeEvent> NextAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{_base}/invocation/next")) { Headers = { { WireHeaders.WorkerLoop, _loop } } };
        if (_functions is not null)
        {
            request.Headers.TryAddWithoutValidation(WireHeaders.WorkerFunctions, _functions);
        }

        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var requestId = Header(response, "Lambda-Runtime-Aws-Request-Id")
            ?? throw new HttpRequestException("The Runtime API gave an event without Lambda-Runtime-Aws-Request-Id.");
        var call = new LambdaCall
        {
            RequestId = requestId,
            InvokedFunctionArn = Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            TimeoutTimestamp = ReadDeadline(Header(response, "Lambda-Runtime-Deadline-Ms")),
            IsResumed = Header(response, WireHeaders.Resumed) == WireHeaders.True,
        };
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return new RuntimeEvent(body, requestId, call, Header(response, "Lambda-Runtime-Trace-Id"));
    }

    /// <summary>Hands in an answer. One that is too large is reported as the error that it is.</summary>
    public async Task RespondAsync(string requestId, byte[] answer)
    {
        using var content = new ByteArrayContent(answer) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var status = await PostAsync($"invocation/{Uri.EscapeDataString(requestId)}/response", content, null).ConfigureAwait(false);
        if (status == HttpStatusCode.RequestEntityTooLarge)
        {
            await ReportAsync(requestId, new RuntimeError("Function.ResponseSizeTooLarge", $"The answer has {Counted.Of(answer.Length, "byte")}, which Lambda does not take.", [], null)).ConfigureAwait(false);
        }
    }

    /// <summary>Reports that an invocation has failed.</summary>
    public Task ReportAsync(string requestId, RuntimeError error) => ReportToAsync($"invocation/{Uri.EscapeDataString(requestId)}/error", error);

    /// <summary>Reports that the process cannot begin at all.</summary>
    public Task ReportInitAsync(RuntimeError error) => ReportToAsync("init/error", error);

    public void Dispose() => _http.Dispose();

    private async Task ReportToAsync(string path, RuntimeError error)
    {
        using var content = new ByteArrayContent(error.ToJson()) { Headers = { ContentType = new MediaTypeHeaderValue("application/vnd.aws.lambda.error+json") } };
        await PostAsync(path, content, error.Type).ConfigureAwait(false);
    }

    private async Task<HttpStatusCode> PostAsync(string path, HttpContent content, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{_base}/{path}")) { Content = content };
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation(ErrorType, errorType);
        }

        using var response = await _http.SendAsync(request).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.InternalServerError
            ? throw new ContainerFaultException($"The Runtime API answered {path} with 500, after which a process has to end.")
            : response.StatusCode;
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static DateTimeOffset? ReadDeadline(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DurableParallel.Console.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableParallel.Console.Http;

/// <summary>
/// Server-sent events to one client, which ends when the client goes or the application stops. A comment goes out every 15
/// seconds, so that what stands between does not take it for dead.
/// </summary>
internal sealed class EventStream : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly HttpContext _http;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _end;
    private readonly ConsoleParts _parts;
    private long _lastSent;

    private EventStream(ConsoleCall call)
    {
        _http = call.Http;
        _parts = call.Parts;
        _clock = call.Parts.Clock;
        _end = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, call.Parts.Stopping);
        _lastSent = _clock.GetTimestamp();
    }

    /// <summary>Cancelled when there is nothing to be sent any more.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Runs a stream until it returns, or until it is over.</summary>
    /// <exception cref="ApiRefusal">Too many are open.</exception>
    public static async Task RunAsync(ConsoleCall call, Func<EventStream, Task> run)
    {
        if (!call.Parts.Streams.TryTake())
        {
            throw new ApiRefusal(StatusCodes.Status429TooManyRequests, "BadRequest", $"{call.Parts.Options.MaxStreams} streams are open, which is the most (MaxStreams). Close one, or ask again.");
        }

        using var stream = new EventStream(call);
        call.Http.Response.ContentType = "text/event-stream; charset=utf-8";
        call.Http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await stream.CommentAsync().ConfigureAwait(false);
            await run(stream).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stream._end.IsCancellationRequested)
        {
            // The client or the application is gone, which is how streams end.
        }
    }

    public async Task SendAsync<T>(string name, T data)
    {
        var json = JsonSerializer.Serialize(data, (JsonTypeInfo<T>)ConsoleJson.Default.GetTypeInfo(typeof(T))!);
        await WriteAsync($"event: {name}\ndata: {json}\n\n").ConfigureAwait(false);
    }

    /// <summary>Waits, and lets the client know that the stream is there.</summary>
    public async Task WaitAsync(TimeSpan time)
    {
        await Task.Delay(time, _clock, Ended).ConfigureAwait(false);
        if (_clock.GetElapsedTime(_lastSent) >= Silence)
        {
            await CommentAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _parts.Streams.Return();
        _end.Dispose();
    }

    private Task CommentAsync() => WriteAsync(":\n\n");

    private async Task WriteAsync(string text)
    {
        await _http.Response.WriteAsync(text, Ended).ConfigureAwait(false);
        await _http.Response.Body.FlushAsync(Ended).ConfigureAwait(false);
        _lastSent = _clock.GetTimestamp();
    }
}

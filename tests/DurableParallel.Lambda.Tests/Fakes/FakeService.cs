using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DurableParallel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Tests.Fakes;

/// <summary>The service's checkpoint API over real HTTP, written from the protocol's text.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, FakeExecution> _executions = new(StringComparer.Ordinal);

    private int _inFlight;
    private long _activity;

    private FakeService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public ManualTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public Uri Address { get; private set; } = null!;

    /// <summary>How many requests are under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How many requests have come.</summary>
    public long Activity => Volatile.Read(ref _activity);

    /// <summary>Paths and callers of all requests, as they came.</summary>
    public ConcurrentQueue<(string Target, string UserAgent)> Requests { get; } = new();

    /// <summary>Held by each checkpoint before it is looked at; completed at first.</summary>
    public Func<Task> BeforeAnswer { get; set; } = static () => Task.CompletedTask;

    public Func<HttpContext, Task<bool>>? Elsewhere { get; set; }

    public static async Task<FakeService> StartAsync()
    {
        var service = new FakeService();
        await service._app.StartAsync();
        var addresses = service._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        service.Address = new Uri(addresses.Addresses.Single());
        return service;
    }

    public FakeExecution Create(string? input = "null", string name = "order-1")
    {
        var execution = new FakeExecution(Clock, name, input);
        _executions[execution.Arn] = execution;
        return execution;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _inFlight);
        Interlocked.Increment(ref _activity);
        try
        {
            await AnswerAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (Elsewhere is not null && await Elsewhere(context))
        {
            return;
        }

        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        Requests.Enqueue((target, context.Request.Headers.UserAgent.ToString()));
        await BeforeAnswer();
        try
        {
            // The ARN is one segment of the raw path; only then is it decoded.
            var segments = target.Split('?')[0].Split('/');
            if (segments is not ["", "2025-12-01", "durable-executions", var escaped, var what])
            {
                throw new FakeServiceException(404, "ResourceNotFoundException", target);
            }

            if (!_executions.TryGetValue(Uri.UnescapeDataString(escaped), out var execution))
            {
                throw new FakeServiceException(404, "ResourceNotFoundException", "no such execution");
            }

            var answer = what == "state"
                ? execution.State(context.Request.Query["CheckpointToken"]!, context.Request.Query["Marker"]!)
                : execution.Checkpoint((await JsonNode.ParseAsync(context.Request.Body))!.AsObject());
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.ToJsonString());
        }
        catch (FakeServiceException refusal)
        {
            context.Response.StatusCode = refusal.Status;
            context.Response.Headers["x-amzn-ErrorType"] = refusal.Name;
            await context.Response.WriteAsync(new JsonObject { ["Type"] = "User", ["message"] = refusal.Message }.ToJsonString());
        }
    }
}

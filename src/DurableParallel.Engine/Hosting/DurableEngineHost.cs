using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Hosting;

/// <summary>Opens a host's engine before anything else starts, and stops it after everything else has stopped.</summary>
internal sealed class DurableEngineHost(DurableEngineBuilder builder, IServiceProvider services) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private DurableEngine? _engine;

    /// <exception cref="InvalidOperationException">It is not open yet.</exception>
    public DurableEngine Engine => EngineIfOpen
        ?? throw new InvalidOperationException(
            "The durable engine is opened when the host starts. Ask for DurableEngine afterwards: in a StartAsync, a request or a job, not while services are set up.");

    public DurableEngine? EngineIfOpen => Volatile.Read(ref _engine);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (builder.JournalPath is null)
        {
            throw new InvalidOperationException(
                "The durable engine has no journal. Say where its file is: services.AddDurableEngine(engine => engine.JournalPath = \"orders.db\").");
        }

        var options = FromContainer(new DurableEngineOptions(builder.Serializer) { JournalPath = builder.JournalPath });
        options = builder.Changes.Aggregate(options, (changed, change) => change(services, changed));
        var engine = await DurableEngine.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var function in builder.Functions)
            {
                function.Register(engine, services, function);
            }
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        Volatile.Write(ref _engine, engine);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => EngineIfOpen?.StopUntilAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => EngineIfOpen?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>What the container gives every engine unless the host's own configuration says otherwise.</summary>
    private DurableEngineOptions FromContainer(DurableEngineOptions options) => options with
    {
        LoggerFactory = services.GetService<ILoggerFactory>() ?? options.LoggerFactory,
        TimeProvider = services.GetService<TimeProvider>() ?? options.TimeProvider,
        Services = services,
    };
}

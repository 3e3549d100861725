using Microsoft.Extensions.Hosting;

namespace DurableParallel.Engine.Hosting;

/// <summary>Opens a host's engine as soon as a service asks for it, at the latest before anything else starts, and stops it after everything else has stopped.</summary>
internal sealed class DurableEngineHost(DurableEngineBuilder builder, IServiceProvider services) : IHostedLifecycleService, IAsyncDisposable, IDisposable
{
    private readonly Lock _gate = new();
    private DurableEngine? _engine;
    private bool _isOpening;

    /// <summary>The engine, which is opened if it is not yet: hosts make all hosted services before they start the first.</summary>
    /// <exception cref="InvalidOperationException">There is no journal, or what sets up the engine asks for it.</exception>
    public DurableEngine Engine => EngineIfOpen ?? Open();

    public DurableEngine? EngineIfOpen => Volatile.Read(ref _engine);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var engine = await Task.Run(() => EngineIfOpen ?? Open(cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            // Not when it is opened: a function may be a class that takes the engine.
            foreach (var function in builder.Functions)
            {
                function.Register(engine, services, function);
            }

            await engine.Schedules.DeclareAsync(builder.Schedules, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await engine.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => EngineIfOpen?.StopUntilAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => EngineIfOpen?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private DurableEngine Open(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (EngineIfOpen is { } open)
            {
                return open;
            }

            if (_isOpening)
            {
                throw new InvalidOperationException(
                    "A service that sets up the durable engine asks for the engine. Let what Configure is given, the logger factory and the TimeProvider do without DurableEngine.");
            }

            _isOpening = true;
            try
            {
                var engine = DurableEngine.OpenAsync(Options(), cancellationToken).GetAwaiter().GetResult();
                Volatile.Write(ref _engine, engine);
                return engine;
            }
            finally
            {
                _isOpening = false;
            }
        }
    }

    private DurableEngineOptions Options()
    {
        var options = DurableEngineOptionsFactory.Read(services);
        return options.HasJournalPath
            ? options
            : throw new InvalidOperationException(
                "The durable engine has no journal. Say where its file is: services.AddDurableEngine(engine => engine.JournalPath = \"orders.db\").");
    }
}

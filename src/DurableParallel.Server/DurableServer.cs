using DurableParallel.Engine;
using DurableParallel.Server.Api;
using DurableParallel.Server.Connections;
using DurableParallel.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server;

/// <summary>
/// The engine behind the REST API of AWS Lambda durable functions: clients start and watch executions through it, and
/// function processes in any language run them. Safe to use from several threads.
/// </summary>
public sealed class DurableServer : IAsyncDisposable
{
    private const string ConsolePath = "/console";

    private readonly WebApplication _app;
    private readonly ServerRooms _rooms;

    private DurableServer(WebApplication app, ServerRooms rooms, IReadOnlyList<Uri> addresses, bool hasConsole)
    {
        _app = app;
        _rooms = rooms;
        Addresses = addresses;
        ConsoleAddress = hasConsole ? new Uri($"http://{LocalAddress(addresses[0])}{ConsolePath}/") : null;
    }

    /// <summary>Where the server listens, with its ports; those that are for workers alone are left out.</summary>
    public IReadOnlyList<Uri> Addresses { get; }

    /// <summary>Where the console is, for browsers on this machine; null when it is turned off.</summary>
    public Uri? ConsoleAddress { get; }

    /// <summary>The engine that keeps the executions.</summary>
    public DurableEngine Engine => _rooms.Engine;

    /// <summary>Opens the journal, lets the executions in it go on, and listens.</summary>
    /// <param name="options">How the server is set up.</param>
    /// <param name="cancellationToken">Ends the beginning.</param>
    /// <returns>The server, which listens.</returns>
    /// <exception cref="ArgumentException">A function's name is not valid.</exception>
    /// <exception cref="DurableException">The server would listen beyond this machine and has no key, or the journal cannot be used.</exception>
    /// <exception cref="IOException">An address is in use.</exception>
    public static async Task<DurableServer> StartAsync(DurableServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Copy();
        ListenCheck.Check(options);
        var rooms = await ServerRooms.OpenAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            var app = Build(options, rooms);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);

            // In the order in which they were asked for: the server's own first.
            var own = app.Urls.Take(options.Urls.Count).Select(ToUri).ToList();
            rooms.Ports.OnListening(app.Urls.Skip(own.Count).Select(ToUri));
            rooms.Processes.Start(LocalAddress(own[0]));
            return new DurableServer(app, rooms, own, options.HasConsole);
        }
        catch
        {
            await rooms.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops: takes no requests any more, ends the processes that it started, and gives up the journal. Executions go on with the next server.</summary>
    public async ValueTask DisposeAsync()
    {
        // Whoever waits for an event or a result is told first, or the listener would wait for them.
        await _rooms.DisposeAsync().ConfigureAwait(false);
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync(now.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(DurableServerOptions options, ServerRooms rooms)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(options.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedTransport>();
        builder.WebHost.UseUrls([.. options.Urls, .. rooms.Ports.Urls]).ConfigureKestrel(KestrelLimits.Configure);
        builder.Services.AddSingleton<IDurableEngine>(rooms.Engine);
        builder.Services.AddSingleton(options.TimeProvider);
        var app = builder.Build();

        // First, as paths of the wire mean the same whatever else is mapped.
        app.Use(async (http, next) =>
        {
            if (!await rooms.Router.TryHandleAsync(http).ConfigureAwait(false))
            {
                await next(http).ConfigureAwait(false);
            }
        });
        if (options.HasConsole)
        {
            app.MapDurableConsole(ConsolePath);
        }

        app.MapFallback("{**path}", static http => ApiResponse.WriteErrorAsync(http, ApiException.UnknownOperation(http.Request)));
        return app;
    }

    private static Uri ToUri(string url) =>
        new(url.Replace("//+", "//127.0.0.1", StringComparison.Ordinal).Replace("//*", "//127.0.0.1", StringComparison.Ordinal));

    // Processes on this machine reach the server under its first address, whatever that listens to.
    private static string LocalAddress(Uri address)
    {
        var host = address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return $"{host}:{address.Port}";
    }
}

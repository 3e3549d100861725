using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Server;

/// <summary>The server as a part of an ASP.NET Core program, beside whatever else that serves.</summary>
public static class DurableServerHosting
{
    /// <summary>Opens the engine when the program starts, and gives up the journal when it stops. Where to listen is the program's to say; commands of functions are not started.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="options">How the server is set up.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableServer(this IServiceCollection services, DurableServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.Configure<KestrelServerOptions>(Configure);
        services.AddSingleton(provider => new HostedRooms(
            options.LoggerFactory is NullLoggerFactory ? options with { LoggerFactory = provider.GetRequiredService<ILoggerFactory>() } : options,
            provider.GetRequiredService<IHostApplicationLifetime>()));
        services.AddHostedService(static provider => provider.GetRequiredService<HostedRooms>());
        return services;
    }

    /// <summary>Answers the requests that are the server's, and lets all others pass.</summary>
    /// <param name="app">The program, whose services <see cref="AddDurableServer"/> was called for.</param>
    /// <returns>The program.</returns>
    /// <exception cref="InvalidOperationException">No server was added to the services.</exception>
    public static IApplicationBuilder UseDurableServer(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var rooms = app.ApplicationServices.GetRequiredService<HostedRooms>();
        return app.Use(async (http, next) =>
        {
            if (rooms.Rooms is not { } open || !await open.Router.TryHandleAsync(http).ConfigureAwait(false))
            {
                await next(http).ConfigureAwait(false);
            }
        });
    }

    // Workers wait for events as long as there are none, and every room has a limit of its own for what it reads.
    internal static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromDays(1);
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxConcurrentConnections ??= DescriptorLimit.MaxConnections;
    }
}

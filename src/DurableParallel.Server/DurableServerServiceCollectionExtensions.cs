using DurableParallel.Engine;
using DurableParallel.Server;
using DurableParallel.Server.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The server as a part of an ASP.NET Core program.</summary>
public static class DurableServerServiceCollectionExtensions
{
    /// <summary>Opens the engine when the program starts, and gives up the journal when it stops. <see cref="IDurableEngine"/> is then a service, so that a console can be mapped. Where to listen is the program's to say; commands of functions are not started.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Sets the options; null for what the configuration says, by default the defaults.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDurableServer(this IServiceCollection services, Action<DurableServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.Configure<KestrelServerOptions>(KestrelLimits.Configure);
        services.AddSingleton<IConnectionListenerFactory, BoundedTransport>();
        services.AddOptions<DurableServerOptions>().Configure(options => configure?.Invoke(options));
        services.AddSingleton<HostedRooms>();
        services.AddHostedService(static provider => provider.GetRequiredService<HostedRooms>());
        services.TryAddSingleton<IDurableEngine>(static provider => provider.GetRequiredService<HostedRooms>().Rooms?.Engine
            ?? throw new InvalidOperationException("The server opens its engine when the application starts. Ask for IDurableEngine after that."));
        return services;
    }
}

using DurableParallel.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The requests of a server in an ASP.NET Core program, beside whatever else that serves.</summary>
public static class DurableServerApplicationBuilderExtensions
{
    /// <summary>Answers the requests that are the server's, and lets all others pass.</summary>
    /// <param name="app">The program, whose services <see cref="DurableServerServiceCollectionExtensions.AddDurableServer"/> was called for.</param>
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
}

using DurableParallel.Engine.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace DurableParallel.Server;

/// <summary>A server's rooms for as long as a program runs.</summary>
internal sealed class HostedRooms(IOptions<DurableServerOptions> options, ILoggerFactory loggers, IHostApplicationLifetime lifetime) : IHostedService
{
    private ServerRooms? _rooms;

    public ServerRooms? Rooms => Volatile.Read(ref _rooms);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var configured = ConfiguredOptions.Read(() => options.Value).Copy();
        var rooms = await ServerRooms.OpenAsync(
            configured.LoggerFactory is NullLoggerFactory ? configured with { LoggerFactory = loggers } : configured,
            cancellationToken).ConfigureAwait(false);
        lifetime.ApplicationStopping.Register(rooms.BeginStop);
        Volatile.Write(ref _rooms, rooms);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _rooms, null) is { } rooms)
        {
            await rooms.DisposeAsync().ConfigureAwait(false);
        }
    }
}

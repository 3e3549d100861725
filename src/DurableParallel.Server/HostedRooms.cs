using Microsoft.Extensions.Hosting;

namespace DurableParallel.Server;

/// <summary>A server's rooms for as long as a program runs.</summary>
internal sealed class HostedRooms(DurableServerOptions options, IHostApplicationLifetime lifetime) : IHostedService
{
    private ServerRooms? _rooms;

    public ServerRooms? Rooms => Volatile.Read(ref _rooms);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var rooms = await ServerRooms.OpenAsync(options, cancellationToken).ConfigureAwait(false);
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

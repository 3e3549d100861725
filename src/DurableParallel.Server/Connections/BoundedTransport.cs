using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DurableParallel.Server.Connections;

/// <summary>
/// Kestrel's sockets, of which no more are open at once than Kestrel may have as connections and a few that it refuses.
/// Kestrel itself accepts first and counts later: a crowd that comes at once would take every descriptor meanwhile.
/// </summary>
internal sealed class BoundedTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Connections over the limit that wait for Kestrel's refusal at once.</summary>
    public const int Refusals = 8;

    private readonly SocketTransportFactory _sockets;
    private readonly long? _connections;

    public BoundedTransport(IOptions<SocketTransportOptions> options, IOptions<KestrelServerOptions> kestrel, ILoggerFactory loggers)
    {
        _sockets = new SocketTransportFactory(options, loggers);
        _connections = kestrel.Value.Limits.MaxConcurrentConnections;
    }

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await _sockets.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        return _connections is { } connections and < int.MaxValue - Refusals ? new BoundedListener(listener, (int)connections + Refusals) : listener;
    }
}

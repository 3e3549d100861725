using System.Net;

namespace DurableParallel.Server.Workers;

/// <summary>Who is at the other end of a connection. Looked for once, and while the connection is open.</summary>
internal sealed class ConnectionPeer(IPEndPoint? peer, IPEndPoint? own)
{
    private readonly Lazy<Task<int?>> _process = new(() => peer is null || own is null ? Task.FromResult<int?>(null) : PeerProcess.FindAsync(peer, own));

    /// <summary>The process's number, as far as this machine tells; null when it does not.</summary>
    public Task<int?> ProcessAsync() => _process.Value;
}

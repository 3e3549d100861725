using System.Net;
using System.Net.Sockets;
using DurableParallel.Server.Workers;

namespace DurableParallel.Server.Tests.Workers;

[TestFixture]
[Platform("Linux")]
internal sealed class PeerProcessTests
{
    private static readonly IPAddress[] Addresses = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    [TestCaseSource(nameof(Addresses))]
    public async Task Process_OfAnOpenConnection_IsFound(IPAddress address)
    {
        using var listener = Listen(address);
        using var client = await ConnectAsync(listener);
        using var accepted = await listener.AcceptSocketAsync();

        var process = await PeerProcess.FindAsync((IPEndPoint)accepted.RemoteEndPoint!, (IPEndPoint)accepted.LocalEndPoint!);

        process.Should().Be(Environment.ProcessId);
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Inode_OfAnOpenConnection_IsTheSameFromTheKernelAndItsTable(IPAddress address)
    {
        using var listener = Listen(address);
        using var client = await ConnectAsync(listener);
        using var accepted = await listener.AcceptSocketAsync();
        var peer = (IPEndPoint)accepted.RemoteEndPoint!;
        var own = (IPEndPoint)accepted.LocalEndPoint!;

        SocketDiagnostics.TryFindInode(peer, own, out var inode).Should().BeTrue("this kernel answers");

        inode.Should().NotBe(0).And.Be(SocketTable.FindInode(peer, own));
    }

    [TestCaseSource(nameof(Addresses))]
    public async Task Inode_OfAConnectionThatIsClosed_IsNone(IPAddress address)
    {
        using var listener = Listen(address);
        using var client = await ConnectAsync(listener);
        using var accepted = await listener.AcceptSocketAsync();
        var peer = (IPEndPoint)accepted.RemoteEndPoint!;
        var own = (IPEndPoint)accepted.LocalEndPoint!;
        client.Dispose();

        SocketDiagnostics.TryFindInode(peer, own, out var inode).Should().BeTrue();

        inode.Should().Be(0);
        SocketTable.FindInode(peer, own).Should().Be(0);
        (await PeerProcess.FindAsync(peer, own)).Should().BeNull();
    }

    [Test]
    public async Task Inode_OfAConnectionThatIsClosed_IsNotThatOfAListenerAtItsPort()
    {
        using var listener = Listen(IPAddress.Loopback);
        using var client = await ConnectAsync(listener);
        var listens = (IPEndPoint)listener.LocalEndpoint;

        SocketDiagnostics.TryFindInode(listens, new IPEndPoint(IPAddress.Loopback, 1), out var inode).Should().BeTrue();

        inode.Should().Be(0);
    }

    private static TcpListener Listen(IPAddress address)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return listener;
    }

    private static async Task<TcpClient> ConnectAsync(TcpListener listener)
    {
        var end = (IPEndPoint)listener.LocalEndpoint;
        var client = new TcpClient(end.AddressFamily);
        await client.ConnectAsync(end);
        return client;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DurableParallel.Server.Workers;

/// <summary>
/// Asks the kernel of Linux for one TCP socket, through netlink's socket diagnostics (sock_diag(7)). The tables under
/// /proc/net say the same, and are read through as a whole for every question: some 10 ms where the kernel has room for
/// many connections.
/// </summary>
internal static partial class SocketDiagnostics
{
    private const int NetlinkFamily = 16;
    private const int RawAndClosedOnExec = 3 | 0x80000;
    private const int DiagnosticsProtocol = 4;
    private const ushort ByFamily = 20;
    private const ushort Request = 1;
    private const byte FamilyOfVersion4 = 2;
    private const byte FamilyOfVersion6 = 10;
    private const byte Tcp = 6;

    // struct nlmsghdr, and behind it struct inet_diag_req_v2 in what is asked and struct inet_diag_msg in what is answered.
    private const int HeaderSize = 16;
    private const int RequestSize = HeaderSize + 56;
    private const int AnswerSize = HeaderSize + 72;
    private const int StatesOffset = HeaderSize + 4;
    private const int SocketOffset = HeaderSize + 8;
    private const int AnswerSocketOffset = HeaderSize + 4;
    private const int InodeOffset = AnswerSize - 4;

    private const int NotFound = 2;

    // A kernel without the module for this says of every socket that it is not there. So it is asked for one that is.
    private static readonly Lazy<bool> IsAnswering = new(FindsOwnSocket);

    /// <summary>The inode of the socket of this machine that has these ends.</summary>
    /// <param name="local">Its own end.</param>
    /// <param name="remote">The other end. Of the same address family.</param>
    /// <param name="inode">The inode; 0 when there is no such socket, or no process holds it any more.</param>
    /// <returns>False when the kernel does not answer such questions here.</returns>
    public static bool TryFindInode(IPEndPoint local, IPEndPoint remote, out uint inode)
    {
        inode = 0;
        if (!IsAnswering.Value || !TryAsk(local, remote, out var found, out var otherPort))
        {
            return false;
        }

        // Where the connection is gone, a socket that listens at its own end is found in its place.
        inode = otherPort == remote.Port ? found : 0;
        return true;
    }

    private static bool FindsOwnSocket()
    {
        try
        {
            using var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            own.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            own.Listen();
            return TryAsk((IPEndPoint)own.LocalEndPoint!, new IPEndPoint(IPAddress.Loopback, 1), out var inode, out _) && inode != 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryAsk(IPEndPoint local, IPEndPoint remote, out uint inode, out int otherPort)
    {
        (inode, otherPort) = (0, 0);
        using var netlink = new SafeFileHandle(Open(NetlinkFamily, RawAndClosedOnExec, DiagnosticsProtocol), ownsHandle: true);
        Span<byte> message = stackalloc byte[RequestSize];
        Write(message, local, remote);
        if (netlink.IsInvalid || Send(netlink, ref MemoryMarshal.GetReference(message), message.Length, 0) != message.Length)
        {
            return false;
        }

        Span<byte> answer = stackalloc byte[1024];
        var length = (int)Receive(netlink, ref MemoryMarshal.GetReference(answer), answer.Length, 0);
        if (length < HeaderSize + sizeof(int))
        {
            return false;
        }

        if (MemoryMarshal.Read<ushort>(answer[4..]) != ByFamily)
        {
            return MemoryMarshal.Read<int>(answer[HeaderSize..]) == -NotFound;
        }

        if (length < AnswerSize)
        {
            return false;
        }

        inode = MemoryMarshal.Read<uint>(answer[InodeOffset..]);
        otherPort = BinaryPrimitives.ReadUInt16BigEndian(answer[(AnswerSocketOffset + 2)..]);
        return true;
    }

    private static void Write(Span<byte> message, IPEndPoint local, IPEndPoint remote)
    {
        message.Clear();
        MemoryMarshal.Write(message, (uint)message.Length);
        MemoryMarshal.Write(message[4..], ByFamily);
        MemoryMarshal.Write(message[6..], Request);
        message[HeaderSize] = local.AddressFamily == AddressFamily.InterNetwork ? FamilyOfVersion4 : FamilyOfVersion6;
        message[HeaderSize + 1] = Tcp;
        message[StatesOffset..SocketOffset].Fill(byte.MaxValue);

        // struct inet_diag_sockid: both ports, both addresses, the interface, and a cookie that is none.
        var socket = message[SocketOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(socket, (ushort)local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(socket[2..], (ushort)remote.Port);
        local.Address.TryWriteBytes(socket[4..], out _);
        remote.Address.TryWriteBytes(socket[20..], out _);
        socket[40..].Fill(byte.MaxValue);
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeFileHandle socket, ref byte message, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeFileHandle socket, ref byte answer, nint length, int flags);
}

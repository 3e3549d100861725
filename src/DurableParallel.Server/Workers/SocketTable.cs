using System.Globalization;
using System.Net;

namespace DurableParallel.Server.Workers;

/// <summary>The tables of TCP sockets under /proc/net, for a Linux that does not answer <see cref="SocketDiagnostics"/>.</summary>
internal static class SocketTable
{
    private const int InodeColumn = 9;

    /// <summary>The inode of the socket of this machine that has these ends; 0 when there is none, or no process holds it any more.</summary>
    public static uint FindInode(IPEndPoint local, IPEndPoint remote)
    {
        var inode = FindInode("/proc/net/tcp", local.Port, remote.Port);
        return inode == 0 ? FindInode("/proc/net/tcp6", local.Port, remote.Port) : inode;
    }

    private static uint FindInode(string table, int localPort, int remotePort)
    {
        try
        {
            var local = $":{localPort:X4}";
            var remote = $":{remotePort:X4}";
            foreach (var line in File.ReadLines(table).Where(line => line.Contains(local, StringComparison.Ordinal)))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > InodeColumn
                    && columns[1].EndsWith(local, StringComparison.Ordinal)
                    && columns[2].EndsWith(remote, StringComparison.Ordinal))
                {
                    return uint.Parse(columns[InodeColumn], NumberStyles.None, CultureInfo.InvariantCulture);
                }
            }
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return 0;
        }

        return 0;
    }
}

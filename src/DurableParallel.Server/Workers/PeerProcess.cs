using System.Globalization;
using System.Net;

namespace DurableParallel.Server.Workers;

/// <summary>Which process of this machine is at the other end of a connection. Linux tells; others do not.</summary>
internal static class PeerProcess
{
    private const int InodeColumn = 9;
    private static int _lastFound;

    /// <summary>The process's number; null when it is not of this machine, or cannot be known.</summary>
    public static Task<int?> FindAsync(IPAddress? address, int peerPort, int ownPort) =>
        OperatingSystem.IsLinux() && address is not null && (IPAddress.IsLoopback(address) || (address.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(address.MapToIPv4())))
            ? Task.Run(() => Find(peerPort, ownPort))
            : Task.FromResult<int?>(null);

    /// <summary>Whether there is no such process any more, or only its exit code.</summary>
    public static bool IsGone(int process)
    {
        try
        {
            return StateAndParent(process) is not [[not ('Z' or 'X' or 'x'), ..], ..];
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return missing is FileNotFoundException or DirectoryNotFoundException;
        }
    }

    /// <summary>The process that started this one; null when it cannot be known.</summary>
    public static int? ParentOf(int process)
    {
        try
        {
            return StateAndParent(process) is [_, var parent, ..] ? int.Parse(parent, NumberStyles.None, CultureInfo.InvariantCulture) : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Behind the command's name, which may have anything in it.
    private static string[] StateAndParent(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
    }

    private static int? Find(int peerPort, int ownPort)
    {
        var inode = InodeOf("/proc/net/tcp", peerPort, ownPort) ?? InodeOf("/proc/net/tcp6", peerPort, ownPort);
        if (inode is null)
        {
            return null;
        }

        // Whoever connects has mostly connected before, and a machine has many processes with many files.
        var link = $"socket:[{inode}]";
        var last = Volatile.Read(ref _lastFound);
        var found = new[] { last, Environment.ProcessId }.Concat(All()).Where(static process => process > 0).Select(static process => (int?)process).FirstOrDefault(process => Holds(process!.Value, link));
        Volatile.Write(ref _lastFound, found ?? last);
        return found;
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(static folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : 0);

    private static string? InodeOf(string table, int peerPort, int ownPort)
    {
        try
        {
            var local = $":{peerPort:X4}";
            var remote = $":{ownPort:X4}";
            foreach (var line in File.ReadLines(table).Where(line => line.Contains(local, StringComparison.Ordinal)))
            {
                var columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > InodeColumn
                    && columns[1].EndsWith(local, StringComparison.Ordinal)
                    && columns[2].EndsWith(remote, StringComparison.Ordinal))
                {
                    return columns[InodeColumn];
                }
            }
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return null;
    }

    private static bool Holds(int process, string link)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == link);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Net;

namespace DurableParallel.Server.Workers;

/// <summary>Which process of this machine is at the other end of a connection. Linux tells; others do not.</summary>
internal static class PeerProcess
{
    private static int _lastFound;

    /// <summary>The process that has the other end.</summary>
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="own">This end of it.</param>
    /// <returns>The process's number; null when it is not of this machine, or cannot be known.</returns>
    public static Task<int?> FindAsync(IPEndPoint peer, IPEndPoint own) =>
        OperatingSystem.IsLinux() && IPAddress.IsLoopback(peer.Address) ? Task.Run(() => Find(peer, own)) : Task.FromResult<int?>(null);

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

    private static int? Find(IPEndPoint peer, IPEndPoint own)
    {
        // An inode of 0 is that of a socket that its process has closed.
        var inode = SocketDiagnostics.TryFindInode(peer, own, out var asked) ? asked : SocketTable.FindInode(peer, own);
        if (inode == 0)
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

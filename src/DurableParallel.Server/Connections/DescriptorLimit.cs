using System.Globalization;

namespace DurableParallel.Server.Connections;

/// <summary>
/// How many files, connections and pipes this process may have open, and how many of them may be connections. A process
/// that has none left can open neither its journal nor a part of the runtime that it needs for the first time, and stays
/// broken after the connections are gone.
/// </summary>
internal static class DescriptorLimit
{
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";
    private const long Reserve = 384;

    /// <summary>Null where nothing limits them, or the system does not say.</summary>
    public static long? MaxConnections => ConnectionsOf(Read(File.Exists(Limits) ? File.ReadLines(Limits) : []));

    /// <summary>A quarter is kept for everything else, and up to a half where that is little.</summary>
    public static long? ConnectionsOf(long? descriptors) =>
        descriptors is { } all ? Math.Max(1, all - Math.Max(all / 4, Math.Min(Reserve, all / 2))) : null;

    /// <summary>The soft limit in the lines of the system's file; null when it is unlimited or not there.</summary>
    public static long? Read(IEnumerable<string> lines)
    {
        var line = lines.FirstOrDefault(static line => line.StartsWith(Line, StringComparison.Ordinal));
        var words = line?[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}

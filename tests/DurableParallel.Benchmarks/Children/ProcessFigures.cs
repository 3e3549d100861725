using System.Globalization;

namespace DurableParallel.Benchmarks.Children;

/// <summary>What Linux says of this process.</summary>
internal static class ProcessFigures
{
    private const double Kilobytes = 1024.0;

    /// <summary>The memory in RAM now, in MiB.</summary>
    public static double ResidentMegabytes => Read("/proc/self/status", "VmRSS:") / Kilobytes;

    /// <summary>The most memory in RAM at a time so far, in MiB.</summary>
    public static double PeakMegabytes => Read("/proc/self/status", "VmHWM:") / Kilobytes;

    /// <summary>
    /// The bytes handed to the kernel by write calls so far. SQLite writes its files by calls, and only its shared index of
    /// the write-ahead log, which is not durable, by mapped memory.
    /// </summary>
    public static long WrittenBytes => (long)Read("/proc/self/io", "wchar:");

    private static double Read(string file, string name)
    {
        var line = File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.AsSpan(name.Length).Trim(" \tkB"), CultureInfo.InvariantCulture);
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Children;

/// <summary>The calls of a child that make its data durable, counted by strace where that exists.</summary>
internal static class SystemCalls
{
    private const string Traced = "trace=fsync,fdatasync,write,writev,pwrite64,pwritev,ftruncate";

    /// <summary>Runs the child below strace and reports its syncs per thousand of the steps that it says it ran.</summary>
    public static async Task AddSyncsAsync(Report report, int n, string metric, Goal? goal, IChild child, params string[] arguments)
    {
        if (await FindStraceAsync() is not { } strace)
        {
            Report.Note($"{metric}: not counted, strace is not here or may not trace");
            return;
        }

        var summary = Path.GetTempFileName();
        try
        {
            var figures = await ChildProcess.MeasureBelowAsync([.. strace, "-c", "-e", Traced, "-o", summary], child, arguments);
            var calls = Parse(await File.ReadAllLinesAsync(summary));
            var syncs = calls.GetValueOrDefault("fsync") + calls.GetValueOrDefault("fdatasync");
            report.Add(n, metric, Measuring.Range.Single(syncs * 1000.0 / figures["steps"]), goal: goal);
            Report.Note("calls: " + string.Join(", ", calls.Select(call => $"{call.Key} {call.Value:N0}")));
        }
        finally
        {
            File.Delete(summary);
        }
    }

    // Without the filter in the kernel, every call of every thread stops twice, and commits grow because all else is slow.
    private static async Task<string[]?> FindStraceAsync()
    {
        string[][] ways = [["strace", "-f", "--seccomp-bpf"], ["strace", "-f"]];
        foreach (var way in ways)
        {
            try
            {
                using var trial = Process.Start(new ProcessStartInfo(way[0], [.. way[1..], "-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
                await trial.StandardError.ReadToEndAsync();
                await trial.WaitForExitAsync();
                if (trial.ExitCode == 0)
                {
                    return way;
                }
            }
            catch (Win32Exception)
            {
                return null;
            }
        }

        return null;
    }

    // % time, seconds, microseconds a call, calls, errors or nothing, name
    private static SortedDictionary<string, long> Parse(string[] lines)
    {
        var calls = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var columns in lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (columns.Length is 5 or 6 && columns[^1] != "total" && long.TryParse(columns[3], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                calls[columns[^1]] = count;
            }
        }

        return calls;
    }
}

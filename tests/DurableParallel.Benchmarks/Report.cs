using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Benchmarks;

/// <summary>A table for people, and one JSON line per figure for programs.</summary>
internal sealed class Report(string scenario)
{
    private static readonly JsonSerializerOptions LineOptions = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<string> _lines = [];

    public static void Machine()
    {
        var load = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";
        Console.WriteLine($"{Environment.ProcessorCount} cores, {GCName()}, load {load}");
    }

    public void Header(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
        Console.WriteLine($"{"metric",-28}{"median",12}{"min",12}{"max",12}{"baseline",12}{"ratio",10}");
    }

    public void Add(int n, string metric, Range value, string? baseline = null, Range? baselineValue = null)
    {
        var ratio = baselineValue is { Median: > 0 } plain ? value.Median / plain.Median : (double?)null;
        Console.WriteLine(
            $"{metric,-28}{Show(value.Median),12}{Show(value.Min),12}{Show(value.Max),12}{Show(baselineValue?.Median),12}{Show(ratio),10}");
        _lines.Add(JsonSerializer.Serialize(
            new
            {
                scenario,
                n,
                metric,
                value = value.Median,
                min = value.Min,
                max = value.Max,
                baseline,
                baseline_value = baselineValue?.Median,
                ratio,
            },
            LineOptions));
    }

    public void Finish()
    {
        Console.WriteLine();
        _lines.ForEach(Console.WriteLine);
    }

    private static string Show(double? value) => value?.ToString(value < 100 ? "0.000" : "#,0", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string GCName() =>
        (System.Runtime.GCSettings.IsServerGC ? "server GC" : "workstation GC") + (AppContext.TryGetSwitch("System.GC.Concurrent", out var on) && !on ? "" : ", concurrent");
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Benchmarks.Measuring;

/// <summary>A table for people, and one JSON line per figure for programs.</summary>
internal sealed class Report(string scenario)
{
    private static readonly JsonSerializerOptions LineOptions = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<string> _lines = [];

    public void Header(string text)
    {
        System.Console.WriteLine();
        System.Console.WriteLine($"{text}, load {Machine.Load}");
        System.Console.WriteLine($"{"metric",-46}{"median",12}{"min",12}{"max",12}{"ratio",10}  {"of",-36}verdict");
    }

    /// <summary>A sentence of the table.</summary>
    public static void Note(string text) => System.Console.WriteLine("  " + text);

    public void Add(int n, string metric, Range value, Baseline? baseline = null, Goal? goal = null)
    {
        var ratio = baseline is { Value.Median: > 0 } plain ? value.Median / plain.Value.Median : (double?)null;
        var compared = baseline is { } known ? $"{Show(known.Value.Median)} {known.Name}" : "";
        System.Console.WriteLine(
            $"{metric,-46}{Show(value.Median),12}{Show(value.Min),12}{Show(value.Max),12}{Show(ratio),10}  {compared,-36}{goal?.Judge(value.Median, ratio)}");
        _lines.Add(JsonSerializer.Serialize(
            new
            {
                scenario,
                n,
                metric,
                value = value.Median,
                min = value.Min,
                max = value.Max,
                baseline = baseline?.Name,
                baseline_value = baseline?.Value.Median,
                ratio,
                reach = goal?.Reach,
                aim = goal?.Aim,
            },
            LineOptions));
    }

    /// <summary>Takes what another process reported: its table now, its lines with the others.</summary>
    public void Include(IEnumerable<string> output)
    {
        foreach (var line in output)
        {
            if (line.StartsWith('{'))
            {
                _lines.Add(line);
            }
            else
            {
                System.Console.WriteLine(line);
            }
        }
    }

    public void Finish()
    {
        System.Console.WriteLine();
        _lines.ForEach(System.Console.WriteLine);
    }

    private static string Show(double? value) => value?.ToString(Math.Abs(value.Value) < 100 ? "0.000" : "#,0", CultureInfo.InvariantCulture) ?? "";
}

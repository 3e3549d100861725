using System.Text;
using DurableParallel.Errors;

namespace DurableParallel.Testing.Exploring;

/// <summary>Two histories beside each other: what both have is on one line, and what only one has is marked.</summary>
internal static class SideBySide
{
    private const int Width = 58;
    private const int MaxLines = 200;
    private const int MaxCompared = 1000;

    public static string Of(string leftName, DurableTestResult left, string rightName, DurableTestResult right)
    {
        var text = new StringBuilder();
        Append(text, "   ", leftName, rightName);
        var rows = Align([.. HistoryLines.Of(left).Take(MaxCompared)], [.. HistoryLines.Of(right).Take(MaxCompared)]);
        var first = rows.FindIndex(static row => row.Left != row.Right);

        // The first difference is what matters; a few lines before it say where one is.
        var from = rows.Count <= MaxLines ? 0 : Math.Max(0, first - (MaxLines / 4));
        if (from > 0)
        {
            text.AppendLine($"   ... {Counted.Of(from, "line that is", "lines that are")} the same");
        }

        foreach (var (leftLine, rightLine) in rows.Skip(from).Take(MaxLines))
        {
            Append(text, leftLine == rightLine ? "   " : " ! ", leftLine ?? "", rightLine ?? "");
        }

        if (rows.Count > from + MaxLines)
        {
            text.AppendLine($"   ... {Counted.Of(rows.Count - from - MaxLines, "more line")}");
        }

        return text.ToString();
    }

    /// <summary>By the longest common subsequence.</summary>
    private static List<(string? Left, string? Right)> Align(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                common[i, j] = string.Equals(left[i], right[j], StringComparison.Ordinal)
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        List<(string? Left, string? Right)> rows = [];
        var (x, y) = (0, 0);
        while (x < left.Length || y < right.Length)
        {
            if (x < left.Length && y < right.Length && string.Equals(left[x], right[y], StringComparison.Ordinal))
            {
                rows.Add((left[x++], right[y++]));
            }
            else if (y == right.Length || (x < left.Length && common[x + 1, y] >= common[x, y + 1]))
            {
                rows.Add((left[x++], null));
            }
            else
            {
                rows.Add((null, right[y++]));
            }
        }

        return rows;
    }

    private static void Append(StringBuilder text, string mark, string left, string right) =>
        text.Append(mark).Append(Cut(left).PadRight(Width)).Append(" | ").AppendLine(Cut(right));

    private static string Cut(string line) => line.Length <= Width ? line : $"{line[..(Width - 3)]}...";
}

using System.Text.RegularExpressions;

namespace DurableParallel.Conventions;

/// <summary>Reads the regions of a C# file; regions may nest.</summary>
internal static partial class RegionSnippets
{
    public static IEnumerable<Snippet> Read(string file, IReadOnlyList<string> lines)
    {
        var open = new Stack<(string Name, int Line)>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (Begin().Match(lines[i]) is { Success: true } match)
            {
                open.Push((match.Groups["name"].Value, i));
            }
            else if (End().IsMatch(lines[i]) && open.TryPop(out var region))
            {
                var code = lines.Skip(region.Line + 1).Take(i - region.Line - 1).Where(line => !Begin().IsMatch(line) && !End().IsMatch(line));
                yield return Snippet.Create(region.Name, file, region.Line + 1, [.. code]);
            }
        }
    }

    [GeneratedRegex(@"^\s*#region\s+(?<name>\S+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Begin();

    [GeneratedRegex(@"^\s*#endregion\b", RegexOptions.CultureInvariant)]
    private static partial Regex End();
}

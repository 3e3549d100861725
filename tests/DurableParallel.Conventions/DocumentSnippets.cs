using System.Text.RegularExpressions;

namespace DurableParallel.Conventions;

/// <summary>Reads the C# blocks of a Markdown document, each with the marker in the comment before it.</summary>
internal static partial class DocumentSnippets
{
    public static IEnumerable<Snippet> Read(string file, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Fence().IsMatch(lines[i]))
            {
                continue;
            }

            var start = i;
            var code = lines.Skip(start + 1).TakeWhile(line => line.TrimStart().TrimEnd() != "```").ToList();
            yield return Snippet.Create(MarkerAbove(lines, start), file, start + 1, code);
            i += code.Count + 1;
        }
    }

    private static string? MarkerAbove(IReadOnlyList<string> lines, int fence)
    {
        var above = fence - 1;
        while (above >= 0 && string.IsNullOrWhiteSpace(lines[above]))
        {
            above--;
        }

        return above >= 0 && Marker().Match(lines[above]) is { Success: true } match ? match.Groups["name"].Value : null;
    }

    [GeneratedRegex(@"^\s*```\s*(csharp|cs|c#)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<!--\s*snippet:\s*(?<name>\S+)\s*-->\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}

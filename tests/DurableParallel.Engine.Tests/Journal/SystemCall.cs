using System.Text.RegularExpressions;

namespace DurableParallel.Engine.Tests;

/// <summary>A system call in a trace: where it begins and where it has returned, by line, which differ when threads take turns.</summary>
/// <param name="Begin">The line on which it begins.</param>
/// <param name="End">The line on which it has returned.</param>
/// <param name="Text">Its name, arguments and return value.</param>
internal sealed partial record SystemCall(int Begin, int End, string Text)
{
    private const string Unfinished = " <unfinished ...>";

    public bool IsWriteTo(string path) => (Name is "write" or "pwrite64") && IsOn(path);

    public bool IsSyncOf(string path) => (Name is "fsync" or "fdatasync") && IsOn(path) && Text.TrimEnd().EndsWith("= 0", StringComparison.Ordinal);

    private string Name => Text[..Math.Max(0, Text.IndexOf('('))];

    public static IReadOnlyList<SystemCall> Read(IReadOnlyList<string> lines)
    {
        var calls = new List<SystemCall>();
        var open = new Dictionary<string, (int Line, string Text)>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            var match = Line().Match(lines[index]);
            var (thread, text) = (match.Groups["thread"].Value, match.Groups["text"].Value);
            if (text.EndsWith(Unfinished, StringComparison.Ordinal))
            {
                open[thread] = (index, text[..^Unfinished.Length]);
            }
            else if (Resumed().Match(text) is { Success: true } resumed && open.Remove(thread, out var begun))
            {
                calls.Add(new SystemCall(begun.Line, index, begun.Text + resumed.Groups["rest"].Value));
            }
            else
            {
                calls.Add(new SystemCall(index, index, text));
            }
        }

        return calls;
    }

    // The file stands behind the descriptor's number: pwrite64(7</path/to/file>, "...
    private bool IsOn(string path) => Text.AsSpan(Name.Length).Contains($"<{path}>", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<thread>\d+)\s+[\d:.]+\s+(?<text>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Resumed();
}

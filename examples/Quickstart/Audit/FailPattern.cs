using System.IO.Enumeration;

namespace DurableParallel.Quickstart;

/// <summary>The files that --fail means: by name or by path in the folder, with * and ?.</summary>
internal static class FailPattern
{
    public static bool Matches(string? pattern, string path) =>
        pattern is not null
        && (FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(pattern, path.AsSpan(path.LastIndexOf('/') + 1), ignoreCase: false));
}

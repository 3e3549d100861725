namespace DurableParallel.Conventions;

/// <summary>A piece of C#, in a document or in a region of the code.</summary>
/// <param name="Name">The marker's or the region's name; null for a block without a marker.</param>
/// <param name="Place">File and line, for messages.</param>
/// <param name="Code">Without the indentation that all lines share, and without blank lines around it.</param>
internal sealed record Snippet(string? Name, string Place, string Code)
{
    public static Snippet Create(string? name, string file, int line, IReadOnlyList<string> lines) =>
        new(name, $"{Repository.Relative(file)}:{line}", Normalise(lines));

    private static string Normalise(IReadOnlyList<string> lines)
    {
        var trimmed = lines.Select(line => line.TrimEnd()).ToList();
        var indentation = trimmed.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', trimmed.Select(line => line.Length == 0 ? line : line[indentation..])).Trim('\n');
    }
}

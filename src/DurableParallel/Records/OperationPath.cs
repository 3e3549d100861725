
namespace DurableParallel.Records;

/// <summary>
/// The path of an operation as people read it: the names from the function down to it, for example
/// "checks/validate/rules". Where an operation has no name, its number in its context stands for it, for example "#3".
/// A slash in a name, a backslash, and a "#" at its beginning have a backslash in front.
/// The one place that makes paths, of records as of running code, whose names <see cref="DurableContext.PathOf"/> gathers.
/// </summary>
internal static class OperationPath
{
    private const string Separator = "/";

    /// <summary>The path of an operation whose name, and those of all above it, somebody else knows.</summary>
    /// <param name="id">Its position.</param>
    /// <param name="nameOf">The name at a position; null where there is none.</param>
    public static string Of(OperationId id, Func<OperationId, string?> nameOf)
    {
        var segments = new Stack<string>();
        for (var current = id; current is not null; current = current.Parent)
        {
            segments.Push(Segment(current, nameOf(current)));
        }

        return string.Join(Separator, segments);
    }

    /// <summary>What stands for one place in a path: its name, or its number where it has none.</summary>
    public static string Segment(OperationId id, string? name) => name is null ? $"#{id.LastSegment}" : Escape(name);

    /// <summary>The path of what is directly below another path.</summary>
    public static string Below(string path, OperationId id, string? name) => path + Separator + Segment(id, name);

    /// <summary>An operation as messages name it, with its path where the name does not say it all, for example "the step 'rules' at 'checks/validate/rules'".</summary>
    public static string Describe(string? subType, string? name, string? path) =>
        At(Describe(subType, name), name, path);

    /// <summary>Adds the path to what names something, unless the name is the path.</summary>
    public static string At(string described, string? name, string? path) =>
        path is null || (name is not null && string.Equals(path, Escape(name), StringComparison.Ordinal)) ? described : $"{described} at '{path}'";

    /// <summary>An operation as messages name it, for example "the step 'charge'".</summary>
    public static string Describe(string? subType, string? name)
    {
        var kind = OperationSubTypes.Describe(subType);
        return name is null ? $"{kind} without a name" : $"{kind} '{name}'";
    }

    private static string Escape(string name) => name.StartsWith('#') || name.AsSpan().ContainsAny('/', '\\')
        ? (name.StartsWith('#') ? "\\" : "") + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(Separator, "\\/", StringComparison.Ordinal)
        : name;
}

using DurableParallel.Server.Api;

namespace DurableParallel.Server.Workers;

/// <summary>The functions that a worker attaches for: one name, several parted by commas, or * for all.</summary>
internal sealed class WorkerFunctions
{
    private const string All = "*";
    private const int MostNames = 1000;
    private readonly HashSet<string> _names;

    private WorkerFunctions(HashSet<string> names) => _names = names;

    public IReadOnlyCollection<string> Names => _names;

    public bool IsForAll => _names.Contains(All);

    public bool Has(string name) => IsForAll || _names.Contains(name);

    /// <summary>Null when the text is not a list of names.</summary>
    public static WorkerFunctions? Parse(string text)
    {
        var parts = text.Split(',');
        return parts.Length <= MostNames && parts.All(static part => part == All || IsName(part))
            ? new WorkerFunctions(parts.ToHashSet(StringComparer.Ordinal))
            : null;
    }

    /// <summary>What a worker runs that tells the names of its functions: one that attaches for all is attached for these, unless they are too many.</summary>
    /// <param name="told">The names, parted by commas; null when the worker tells none. What is no name of a function is left out, as nothing can be invoked by it.</param>
    public WorkerFunctions Narrow(string? told)
    {
        var names = IsForAll ? told?.Split(',').Where(IsName).ToHashSet(StringComparer.Ordinal) : null;
        if (names is not { Count: > 0 and <= MostNames })
        {
            return this;
        }

        names.UnionWith(_names.Where(static name => name != All));
        return new WorkerFunctions(names);
    }

    private static bool IsName(string text) => FunctionName.TryParse(text, qualifier: null, out var name) && name.Name == text;
}

using System.Collections.Concurrent;

namespace DurableParallel.Engine.Limiting;

/// <summary>The lines of all functions of an engine, by name. Safe from any thread.</summary>
internal sealed class StartLines
{
    private readonly ConcurrentDictionary<string, FunctionLine> _lines = new(StringComparer.Ordinal);

    public FunctionLine Of(string functionName) => _lines.GetOrAdd(functionName, static _ => new FunctionLine());

    /// <summary>A version of a function was registered. Returns its line, whose limits may let more begin; null where it has never had limits.</summary>
    public FunctionLine? OnRegistered(string functionName, int version, FunctionLimits? limits)
    {
        if (limits is null && !_lines.ContainsKey(functionName))
        {
            return null;
        }

        var line = Of(functionName);
        line.SetLimits(version, limits);
        return line;
    }
}

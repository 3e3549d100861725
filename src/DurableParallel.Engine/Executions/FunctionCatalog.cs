using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>The functions that an engine knows: those registered, those that processes of their own serve, and those of the executions in the journal.</summary>
internal sealed class FunctionCatalog(FunctionRegistry registry, IFunctionHost? host, ExecutionTable executions)
{
    /// <summary>All of them, by name and version.</summary>
    public IReadOnlyList<FunctionInfo> List()
    {
        var found = new Dictionary<(string Name, int Version), FunctionInfo>();
        foreach (var (name, version, function) in registry.List())
        {
            found[(name, version)] = Describe(name, version, function);
        }

        foreach (var (name, version, isServed) in executions.ListFunctions())
        {
            // One that was invoked before any version of its function was known has none yet.
            if (version != ExecutionTerms.AnyVersion)
            {
                Add(found, name, version, isServed);
            }
        }

        foreach (var name in host?.List() ?? [])
        {
            Add(found, name, host!.Find(new FunctionReference(name, null))?.Version ?? 0, isServed: true);
        }

        return [.. found.OrderBy(static pair => pair.Key.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Key.Version).Select(static pair => pair.Value)];
    }

    private static void Add(Dictionary<(string Name, int Version), FunctionInfo> found, string name, int version, bool isServed)
    {
        var known = found.GetValueOrDefault((name, version));
        found[(name, version)] = known is null
            ? new FunctionInfo { Name = name, Version = version, IsRegistered = false, IsServed = isServed }
            : known with { IsServed = known.IsServed || isServed };
    }

    private static FunctionInfo Describe(string name, int version, DurableFunction function) => new()
    {
        Name = name,
        Version = version,
        IsRegistered = true,
        IsServed = false,
        InputType = function.Input.Type?.Type,
        ResultType = function.ResultType,
        MaxConcurrentExecutions = function.Limits?.MaxConcurrent,
        RateLimit = function.Limits?.Rate,
        MaxConcurrentPerKey = function.Limits?.Key?.Max,
    };
}

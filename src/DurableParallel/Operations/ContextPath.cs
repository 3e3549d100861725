namespace DurableParallel.Operations;

/// <summary>Where a context stands in its execution, by names: "outer/scope/right". Contexts without a name stand with their position.</summary>
internal static class ContextPath
{
    /// <summary>The path of a context; empty for the function's own.</summary>
    public static string Of(DurableContext context)
    {
        List<string> names = [];
        for (var current = context; current is { Outer: { } outer, Id: { } id }; current = outer)
        {
            names.Add(current.Name ?? id.ToString());
            if (current.ScopeName is { } scope)
            {
                names.Add(scope);
            }
        }

        names.Reverse();
        return string.Join('/', names);
    }
}

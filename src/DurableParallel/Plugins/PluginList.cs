namespace DurableParallel;

/// <summary>Plugins as an option takes them.</summary>
internal static class PluginList
{
    /// <summary>A copy of the list, which the caller may change later.</summary>
    /// <exception cref="ArgumentNullException">There is no list.</exception>
    /// <exception cref="ArgumentException">One of them is null.</exception>
    public static IReadOnlyList<DurablePlugin> Check(IReadOnlyList<DurablePlugin> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Contains(null!)
            ? throw new ArgumentException("A plugin is null. Leave it out of the list.", nameof(value))
            : [.. value];
    }
}

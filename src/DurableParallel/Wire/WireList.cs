using System.Text.Json;

namespace DurableParallel.Wire;

/// <summary>The lists of the wire's messages hold no null, which the types alone do not say to the reader.</summary>
internal static class WireList
{
    /// <exception cref="JsonException">An element is null.</exception>
    public static IReadOnlyList<T>? Checked<T>(IReadOnlyList<T>? list)
        where T : class
    {
        for (var i = 0; i < list?.Count; i++)
        {
            if (list[i] is null)
            {
                throw new JsonException($"The element {i} of a list is null.");
            }
        }

        return list;
    }
}

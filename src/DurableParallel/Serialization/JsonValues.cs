using System.Text.Json;

namespace DurableParallel.Serialization;

/// <summary>Whether two payloads say the same; see <see cref="JsonComparison"/>.</summary>
internal static class JsonValues
{
    // Deeper than any payload of ours, so that what was accepted once can be compared.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1024 };

    /// <summary>Whether both texts are JSON and say the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="type">What both are written from; null when that is not known.</param>
    /// <param name="shapes">Knows the type.</param>
    public static bool SayTheSame(string left, string right, Type? type = null, IPayloadShapes? shapes = null)
    {
        try
        {
            return FirstDifference(left, right, type, shapes) is null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The path of what differs first; null when both say the same.</summary>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public static string? FirstDifference(string left, string right, Type? type = null, IPayloadShapes? shapes = null)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
        {
            return null;
        }

        using var one = JsonDocument.Parse(left, Options);
        using var other = JsonDocument.Parse(right, Options);
        return new JsonComparison(shapes).Differ(one.RootElement, other.RootElement, type, "$");
    }
}

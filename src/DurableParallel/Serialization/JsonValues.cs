using System.Text.Json;

namespace DurableParallel.Serialization;

/// <summary>
/// Compares JSON by what it says: the order of members and the way a number or a text is written count for nothing; the
/// order of items counts.
/// </summary>
internal static class JsonValues
{
    // Deeper than any payload of ours, so that what was accepted once can be compared.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1024 };

    /// <summary>Whether both texts are JSON and say the same.</summary>
    public static bool SayTheSame(string left, string right)
    {
        try
        {
            return FirstDifference(left, right) is null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The path of what differs first; null when both say the same.</summary>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public static string? FirstDifference(string left, string right)
    {
        if (string.Equals(left, right, StringComparison.Ordinal))
        {
            return null;
        }

        using var one = JsonDocument.Parse(left, Options);
        using var other = JsonDocument.Parse(right, Options);
        return Differ(one.RootElement, other.RootElement, "$");
    }

    private static string? Differ(JsonElement left, JsonElement right, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return path;
        }

        return left.ValueKind switch
        {
            JsonValueKind.Object => DifferInMembers(left, right, path),
            JsonValueKind.Array => DifferInItems(left, right, path),
            JsonValueKind.String => left.ValueEquals(right.GetString()) ? null : path,
            JsonValueKind.Number => JsonNumber.Same(left.GetRawText(), right.GetRawText()) ? null : path,
            _ => null,
        };
    }

    private static string? DifferInMembers(JsonElement left, JsonElement right, string path)
    {
        if (left.GetPropertyCount() != right.GetPropertyCount())
        {
            foreach (var member in right.EnumerateObject())
            {
                if (!left.TryGetProperty(member.Name, out _))
                {
                    return $"{path}.{member.Name}";
                }
            }
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in left.EnumerateObject())
        {
            // Of a name that comes twice, what is meant depends on who reads.
            if (!names.Add(member.Name) || !right.TryGetProperty(member.Name, out var other))
            {
                return $"{path}.{member.Name}";
            }

            if (Differ(member.Value, other, $"{path}.{member.Name}") is { } found)
            {
                return found;
            }
        }

        return left.GetPropertyCount() == right.GetPropertyCount() ? null : path;
    }

    private static string? DifferInItems(JsonElement left, JsonElement right, string path)
    {
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return path;
        }

        var index = 0;
        using var others = right.EnumerateArray();
        foreach (var item in left.EnumerateArray())
        {
            others.MoveNext();
            if (Differ(item, others.Current, $"{path}[{index++}]") is { } found)
            {
                return found;
            }
        }

        return null;
    }
}

using System.Text.Json;

namespace DurableParallel.Serialization;

/// <summary>
/// Compares JSON by what it says: the order of members and the way a number or a text is written count for nothing; the
/// order of items counts, except of a set's.
/// </summary>
/// <param name="shapes">Knows which arrays are sets; null where nothing does.</param>
internal sealed class JsonComparison(IPayloadShapes? shapes)
{
    /// <summary>The path of what differs first; null when both say the same.</summary>
    public string? Differ(JsonElement left, JsonElement right, Type? type, string path)
    {
        if (left.ValueKind != right.ValueKind)
        {
            return path;
        }

        var shape = type is null || shapes is null ? default : shapes.ShapeOf(Nullable.GetUnderlyingType(type) ?? type);
        return left.ValueKind switch
        {
            JsonValueKind.Object => DifferInMembers(left, right, shape, path),
            JsonValueKind.Array when shape.IsUnordered => DifferInSet(left, right, shape, path),
            JsonValueKind.Array => DifferInItems(left, right, shape, path),
            JsonValueKind.String => left.ValueEquals(right.GetString()) ? null : path,
            JsonValueKind.Number => JsonNumber.Same(left.GetRawText(), right.GetRawText()) ? null : path,
            _ => null,
        };
    }

    private string? DifferInMembers(JsonElement left, JsonElement right, in PayloadShape shape, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in left.EnumerateObject())
        {
            // Of a name that comes twice, what is meant depends on who reads.
            if (!names.Add(member.Name) || !right.TryGetProperty(member.Name, out var other))
            {
                return $"{path}.{member.Name}";
            }

            if (Differ(member.Value, other, shape.Member?.Invoke(member.Name) ?? shape.Item, $"{path}.{member.Name}") is { } found)
            {
                return found;
            }
        }

        foreach (var member in right.EnumerateObject())
        {
            if (!names.Remove(member.Name))
            {
                return $"{path}.{member.Name}";
            }
        }

        return null;
    }

    private string? DifferInItems(JsonElement left, JsonElement right, in PayloadShape shape, string path)
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
            if (Differ(item, others.Current, shape.Item, $"{path}[{index++}]") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private string? DifferInSet(JsonElement left, JsonElement right, in PayloadShape shape, string path)
    {
        var others = right.EnumerateArray().ToLookup(KeyOf, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        if (left.GetArrayLength() != right.GetArrayLength())
        {
            return path;
        }

        foreach (var item in left.EnumerateArray())
        {
            if (!others.TryGetValue(KeyOf(item), out var alike) || !TryTake(alike, item, shape.Item))
            {
                return path;
            }
        }

        return null;
    }

    private bool TryTake(List<JsonElement> alike, JsonElement item, Type? type)
    {
        var found = alike.FindIndex(other => Differ(item, other, type, "") is null);
        if (found >= 0)
        {
            alike.RemoveAt(found);
        }

        return found >= 0;
    }

    // Items with different keys differ, so that large sets of plain values take no more than linear time.
    private static string KeyOf(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.String => item.GetString()!,
        JsonValueKind.Number => JsonNumber.Normal(item.GetRawText()),
        var kind => kind.ToString(),
    };
}

using System.Text.Json;

namespace DurableParallel.Errors;

/// <summary>The names of exception types, as errors record them.</summary>
internal static class ExceptionTypes
{
    private const string BasesPrefix = "{\"BaseTypes\":[";

    public static string NameOf(Type type) => type.FullName ?? type.Name;

    /// <summary>The base types that tell something, nearest first, as error data; null when there are none.</summary>
    public static string? DescribeBases(Type type)
    {
        List<string>? names = null;
        for (var current = type.BaseType; current is not null && !IsTooGeneral(current); current = current.BaseType)
        {
            (names ??= []).Add($"\"{JsonEncodedText.Encode(NameOf(current))}\"");
        }

        return names is null ? null : $"{BasesPrefix}{string.Join(',', names)}]}}";
    }

    /// <summary>The base types on record. Error data may come from anywhere: what is no such list holds none.</summary>
    public static IReadOnlyList<string> RecordedBases(DurableError error)
    {
        if (error.ErrorData is not { } data || !data.StartsWith(BasesPrefix, StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = 4 });
            return [.. document.RootElement.GetProperty("BaseTypes").EnumerateArray()
                .Where(item => item.ValueKind == JsonValueKind.String)
                .Select(item => item.GetString()!)];
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException or ArgumentException)
        {
            return [];
        }
    }

    private static bool IsTooGeneral(Type type) => type == typeof(Exception) || type == typeof(SystemException) || type == typeof(object);
}

using Newtonsoft.Json;

namespace DurableParallel.Errors;

/// <summary>Which member of a payload a serializer could not read.</summary>
internal static class UnreadableMember
{
    /// <summary>The path that the exception names; null when it names none.</summary>
    public static string? Of(Exception exception)
    {
        var path = exception switch
        {
            JsonSerializationException newtonsoft => newtonsoft.Path,
            JsonReaderException newtonsoft => newtonsoft.Path,
            System.Text.Json.JsonException systemText => systemText.Path,
            _ => null,
        };
        return string.IsNullOrEmpty(path) || path == "$" ? null : path;
    }
}

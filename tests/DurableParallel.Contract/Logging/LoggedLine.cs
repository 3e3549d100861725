using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Logging;

/// <summary>A line, with the values of the scopes around it, the innermost first, and the scopes without values.</summary>
internal sealed record LoggedLine(string Text, LogLevel Level, IReadOnlyDictionary<string, object?> Values, IReadOnlyList<object> OtherScopes)
{
    public object? this[string key] => Values.GetValueOrDefault(key);
}

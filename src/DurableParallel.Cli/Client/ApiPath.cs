using DurableParallel.Console.Http;

namespace DurableParallel.Cli.Client;

/// <summary>Paths and queries of the API.</summary>
internal static class ApiPath
{
    public static string Of(string execution) => $"/executions/{RouteName.Encode(execution)}";

    public static string OfOperation(string execution, string id) => $"{Of(execution)}/operations/{RouteName.Encode(id)}";

    public static string OfScope(string execution, string id) => $"{Of(execution)}/scopes/{RouteName.Encode(id)}";

    /// <summary>The path with a query of what is not null.</summary>
    public static string With(string path, params IEnumerable<(string Name, string? Value)> query)
    {
        var text = string.Join('&', query.Where(static item => item.Value is not null).Select(static item => $"{item.Name}={Uri.EscapeDataString(item.Value!)}"));
        return text.Length == 0 ? path : $"{path}?{text}";
    }
}

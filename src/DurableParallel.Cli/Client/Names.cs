using System.Text.Json;

namespace DurableParallel.Cli.Client;

/// <summary>Finds what a user means by a name, a beginning of one, or an ARN.</summary>
internal static class Names
{
    private const int MostShown = 5;

    /// <summary>The name of the execution that is meant.</summary>
    /// <exception cref="CliException">There is none, or several begin so.</exception>
    public static async Task<string> ResolveAsync(IConsoleClient client, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            throw CliException.Usage("An execution's name, a beginning of it or its ARN is needed, and '' is none.");
        }

        var found = await client.GetAsync(ApiPath.With("/search", ("q", text)), cancellationToken);
        if ((found.Text("execution") ?? found.Member("operation").Text("execution")) is { } name)
        {
            return name;
        }

        List<string> names = [];
        await foreach (var item in Pages.ReadAsync(client, "/executions", [("prefix", text)], MostShown + 1, cancellationToken))
        {
            names.Add(item.TextOr("name", ""));
        }

        return names.Count switch
        {
            0 => throw CliException.NotFound($"There is no execution '{text}', and none whose name begins so, in {client.Where}."),
            1 => names[0],
            _ => throw CliException.Usage($"Several executions begin with '{text}': {string.Join(", ", names.Take(MostShown))}{(names.Count > MostShown ? " and more" : "")}. Give more of the name."),
        };
    }

    /// <summary>The id of the operation that is meant by an id, a path, or a name that only one has.</summary>
    /// <exception cref="CliException">There is none, or there are several.</exception>
    public static async Task<string> ResolveOperationAsync(IConsoleClient client, string execution, string text, CancellationToken cancellationToken)
    {
        var answer = await client.GetAsync(ApiPath.With($"{ApiPath.Of(execution)}/find", ("text", text)), cancellationToken);
        var matches = answer.Items("matches").ToList();
        var exact = matches.Find(match => match.Text("id") == text || match.Text("path") == text);
        if (exact.ValueKind == JsonValueKind.Object || matches.Count == 1)
        {
            return (exact.ValueKind == JsonValueKind.Object ? exact : matches[0]).TextOr("id", text);
        }

        return matches.Count == 0
            ? throw CliException.NotFound($"{execution} has no operation '{text}'. 'dpar tree {execution}' shows what it has.")
            : throw CliException.Usage($"Several operations of {execution} have '{text}' in their paths: {string.Join(", ", matches.Take(MostShown).Select(static match => match.Text("path")))}. Give a whole path.");
    }
}

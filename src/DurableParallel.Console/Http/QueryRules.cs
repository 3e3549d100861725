namespace DurableParallel.Console.Http;

/// <summary>The query parameters that a route takes; metadata of its endpoint. All others are refused.</summary>
internal sealed class QueryRules(params IReadOnlyList<QueryParameter> parameters)
{
    public static QueryRules None { get; } = new();

    public IReadOnlyList<QueryParameter> Parameters => parameters;

    public bool Has(string name) => parameters.Any(parameter => parameter.Name == name);

    public QueryRules And(params IReadOnlyList<QueryParameter> further) => new([.. parameters, .. further]);
}

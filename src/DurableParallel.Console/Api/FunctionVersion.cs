namespace DurableParallel.Console.Api;

/// <summary>A version of a function.</summary>
internal sealed record FunctionVersion
{
    public required int Version { get; init; }

    public required bool Registered { get; init; }

    public bool? Served { get; init; }
}

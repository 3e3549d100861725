namespace DurableParallel.Console.Api;

/// <summary>An operation as it is on record, or as the code asks for it.</summary>
internal sealed record OperationSide
{
    public required string Operation { get; init; }

    public required string Path { get; init; }

    public required string Type { get; init; }

    public string? SubType { get; init; }

    public string? Name { get; init; }
}

namespace DurableParallel.Console.Api;

/// <summary>What a text names.</summary>
internal sealed record SearchAnswer
{
    public string? Execution { get; init; }

    public OperationAddress? Operation { get; init; }

    public PrefixMatch? Prefix { get; init; }
}

namespace DurableParallel.Console.Api;

/// <summary>A branch that has not started.</summary>
internal sealed record WaitingBranch
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public required int Index { get; init; }

    public required string Why { get; init; }
}

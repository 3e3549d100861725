using DurableParallel.Engine;

namespace DurableParallel.Console.Api;

/// <summary>What a list and a page have in common of an execution.</summary>
internal abstract record ExecutionFacts
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public required string Function { get; init; }

    public required int Version { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required IReadOnlyList<string> States { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required int Run { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public string? Tenant { get; init; }

    public WaitingView? Waiting { get; init; }

    public ShownPayload? CustomStatus { get; init; }
}

namespace DurableParallel.Console.Api;

/// <summary>What an engine does at one moment.</summary>
internal sealed record FiguresAnswer
{
    public required DateTimeOffset At { get; init; }

    public required long Active { get; init; }

    public required long Parked { get; init; }

    public required long Queued { get; init; }

    public required long Running { get; init; }

    public required long Blocked { get; init; }

    public required long Executions { get; init; }

    public required double StartsPerSecond { get; init; }

    public required double EndsPerSecond { get; init; }

    public required double CommitsPerSecond { get; init; }

    public required double StepsPerSecond { get; init; }

    public double? CommitP50Ms { get; init; }

    public double? CommitP99Ms { get; init; }

    public double? StepP50Ms { get; init; }

    public double? StepP99Ms { get; init; }

    public required long JournalBytes { get; init; }

    public required long WalBytes { get; init; }

    public required long HeapBytes { get; init; }

    public required IReadOnlyDictionary<string, long> Failures { get; init; }
}

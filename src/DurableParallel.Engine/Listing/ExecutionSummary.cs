using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine;

/// <summary>An execution in a list.</summary>
public sealed record ExecutionSummary
{
    /// <summary>The execution's name, unique in its journal.</summary>
    public required string Name { get; init; }

    /// <summary>The execution's ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>The function that it runs.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The version of the function that it was started with.</summary>
    public required int Version { get; init; }

    /// <summary>Where it stood when the list was made.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>When it was started, to the millisecond.</summary>
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>When it ended, to the millisecond; null while it has not.</summary>
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>The tags that it was started with.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = TagSet.Empty;

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its run, from 1: see <see cref="DurableContext.ContinueAsNew{TIn}(TIn)"/>. Times, version and status are those of that run.</summary>
    public int RunNumber { get; init; } = 1;

    /// <summary>What it was held up by; empty for one that only ran, or had ended.</summary>
    public IReadOnlyList<ExecutionState> States { get; init; } = StateSet.ToList(ExecutionStates.None);

    /// <summary>Why it had not begun when the list was made, and until when that is; null for one that had, or had ended before.</summary>
    public StartWait? Waiting { get; init; }

    /// <summary>What it says of itself, as the function's serializer has written it: see <see cref="DurableContext.SetStatus"/>; null for nothing.</summary>
    public string? CustomStatusPayload { get; init; }
}

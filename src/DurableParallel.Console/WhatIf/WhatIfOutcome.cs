namespace DurableParallel.Console.WhatIf;

/// <summary>What would have happened, as the management API answers it.</summary>
internal sealed record WhatIfOutcome
{
    public required double DurationMs { get; init; }

    public required int Peak { get; init; }

    public required int Started { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Skipped { get; init; }

    public required int Canceled { get; init; }

    public required string Reason { get; init; }

    public required string Sentence { get; init; }

    /// <summary>The first hundred.</summary>
    public required IReadOnlyList<string> SkippedNames { get; init; }

    public required WhatIfRecorded Recorded { get; init; }

    /// <summary>The first thousand.</summary>
    public required IReadOnlyList<WhatIfBranch> Branches { get; init; }
}

namespace DurableParallel.Console.WhatIf;

/// <summary>What did happen, beside what would have.</summary>
/// <param name="DurationMs">From the start of the scope to its end.</param>
/// <param name="Peak">How many branches ran at once at most.</param>
/// <param name="Reason">Which rule decided; null when that is not on record.</param>
/// <param name="Inferred">True when the rules are not on record, and what was simulated are the simplest ones that explain what happened; null otherwise.</param>
internal sealed record WhatIfRecorded(double DurationMs, int Peak, string? Reason, bool? Inferred = null);

namespace DurableParallel.Console.WhatIf;

/// <summary>What did happen, beside what would have.</summary>
internal sealed record WhatIfRecorded(double DurationMs, int Peak, string? Reason);

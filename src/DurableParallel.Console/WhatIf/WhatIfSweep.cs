namespace DurableParallel.Console.WhatIf;

/// <summary>The chart of duration against MaxConcurrency.</summary>
/// <param name="Points">By rising MaxConcurrency; no limit, as 0, is the last.</param>
/// <param name="Today">The recorded MaxConcurrency; 0 for none.</param>
/// <param name="Inferred">True when it is not on record but inferred from what happened; null otherwise.</param>
internal sealed record WhatIfSweep(IReadOnlyList<WhatIfPoint> Points, int? Today, bool? Inferred = null);

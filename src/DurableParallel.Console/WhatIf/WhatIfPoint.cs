namespace DurableParallel.Console.WhatIf;

/// <summary>A point of the chart of duration against MaxConcurrency, where 0 is no limit.</summary>
internal sealed record WhatIfPoint(int MaxConcurrency, double DurationMs, int Peak);

namespace DurableParallel.Console.WhatIf;

/// <summary>The rules to try, and the values of MaxConcurrency.</summary>
internal sealed record WhatIfSweepSettings : WhatIfChanges
{
    /// <summary>The values, 0 for no limit; at most 200. Left out, some are chosen from 1 to no limit.</summary>
    public IReadOnlyList<int>? Values { get; init; }
}

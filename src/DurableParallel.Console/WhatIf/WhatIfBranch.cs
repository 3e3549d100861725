namespace DurableParallel.Console.WhatIf;

/// <summary>A branch in an answer; times are from the start of the scope.</summary>
internal sealed record WhatIfBranch(int Index, string? Name, double FromMs, double ToMs, string Outcome);

namespace DurableParallel.Console.WhatIf;

/// <summary>The rules to try.</summary>
internal sealed record WhatIfSettings : WhatIfChanges;

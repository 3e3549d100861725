namespace DurableParallel.Engine;

/// <summary>What runs anew since an execution was retried. All else that was on record is kept.</summary>
/// <param name="Reopened">The ids of contexts, scopes and invokes that are open again: their failures count no more, and what has succeeded in them is kept.</param>
/// <param name="Forgotten">The ids of operations of which nothing counts any more, nor of what is below them.</param>
public sealed record RetriedOperations(IReadOnlyList<string> Reopened, IReadOnlyList<string> Forgotten);

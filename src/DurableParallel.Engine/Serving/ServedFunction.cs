namespace DurableParallel.Engine.Serving;

/// <summary>What must be known of a function that a process runs, before an execution of it begins.</summary>
/// <param name="Version">The version that new executions are pinned to; 0 is $LATEST.</param>
/// <param name="TimeoutSeconds">How long an execution may take, in whole seconds; 0 is for ever.</param>
/// <param name="IsPlain">Whether it is an ordinary function that knows nothing of checkpoints.</param>
internal sealed record ServedFunction(int Version, int TimeoutSeconds, bool IsPlain);

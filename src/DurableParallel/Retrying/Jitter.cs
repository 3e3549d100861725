namespace DurableParallel;

/// <summary>How much of a retry's delay is left to chance, so that many executions that failed together do not come back together.</summary>
public enum Jitter
{
    /// <summary>Nothing: the delay is as computed.</summary>
    None,

    /// <summary>The delay is from half to all of what was computed.</summary>
    Half,

    /// <summary>The delay is from nothing to all of what was computed.</summary>
    Full,
}

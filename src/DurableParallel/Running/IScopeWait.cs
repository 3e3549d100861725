namespace DurableParallel.Running;

/// <summary>A wait for a scope, by which those who look at the execution find the scope.</summary>
internal interface IScopeWait
{
    /// <summary>The scope's rules and its branches, as they are now.</summary>
    ScopeView Look();
}

namespace DurableParallel.Scopes.Running;

/// <summary>Where a scope stands for whoever uses it.</summary>
internal enum ScopeState
{
    /// <summary>Takes branches; nothing has started.</summary>
    Open,

    /// <summary>The join has begun.</summary>
    Joining,

    /// <summary>The outcome is there.</summary>
    Joined,
}

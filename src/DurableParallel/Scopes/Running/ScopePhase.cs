namespace DurableParallel.Scopes.Running;

/// <summary>How far a scope has come. <see cref="ScopeGate"/> says which phase may follow which.</summary>
internal enum ScopePhase
{
    /// <summary>Nothing has started.</summary>
    Open,

    /// <summary>The scope begins, at its join or with its first branch, and looks for what is on record.</summary>
    Beginning,

    /// <summary>The scope is on record as ended: values are read, and branches run again for those that were too large.</summary>
    Replaying,

    /// <summary>Branches start and end.</summary>
    Running,

    /// <summary>The ends that are on their way will decide the scope, so no further branch starts.</summary>
    Deciding,

    /// <summary>There is a verdict or a failure. Branches that have started may still run.</summary>
    Decided,

    /// <summary>All branches have settled, and the scope's own end is on its way.</summary>
    Finishing,

    /// <summary>The scope has failed, and what succeeded in it is undone.</summary>
    Compensating,

    /// <summary>The outcome is there.</summary>
    Joined,
}

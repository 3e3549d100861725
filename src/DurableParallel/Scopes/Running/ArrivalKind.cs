namespace DurableParallel.Scopes.Running;

/// <summary>What is to be done about a branch that was registered while its scope runs.</summary>
internal enum ArrivalKind
{
    /// <summary>Nothing more: it waits for its turn, or has settled without counting.</summary>
    Waits,

    /// <summary>The rules are to be asked, as it is on record as ended.</summary>
    HasEnded,

    /// <summary>The rules are to be asked, and it is to run again for the value that its record had no room for.</summary>
    RunsAgain,

    /// <summary>It is on record as started, and goes on although the scope is decided.</summary>
    GoesOn,

    /// <summary>There was none, and none follows.</summary>
    None,
}

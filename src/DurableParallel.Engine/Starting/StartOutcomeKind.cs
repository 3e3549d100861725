namespace DurableParallel.Engine;

/// <summary>What became of a request to start an execution.</summary>
public enum StartOutcomeKind
{
    /// <summary>The execution is new and durable.</summary>
    Started,

    /// <summary>An execution of that name, function and input was there already, running or ended.</summary>
    AlreadyThere,

    /// <summary>The name is taken by an execution of another function or input.</summary>
    NameInUse,

    /// <summary>The name or the input is not valid.</summary>
    Invalid,

    /// <summary>No function of that name is registered.</summary>
    UnknownFunction,

    /// <summary>The engine was gone before it had heard from the journal: the execution may be there when it is opened again.</summary>
    Unconfirmed,
}

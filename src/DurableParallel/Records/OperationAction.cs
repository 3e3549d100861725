namespace DurableParallel.Records;

/// <summary>What a change does to its operation. Functions ask for the first five; the others are what only hosts do.</summary>
internal enum OperationAction
{
    Start,
    Succeed,
    Fail,
    Retry,
    Cancel,

    /// <summary>The host's: the time of a callback or of an invoked execution was up.</summary>
    TimeOut,

    /// <summary>The host's: the invoked execution was stopped.</summary>
    Stop,

    /// <summary>The host's: a callback's heartbeat came, so that its interval begins again.</summary>
    Heartbeat,
}

namespace DurableParallel.Contract.Hosts;

/// <summary>What a host says to somebody outside who does something to a callback.</summary>
internal enum CallbackAnswer
{
    Accepted,

    /// <summary>The callback has ended before.</summary>
    Closed,

    /// <summary>The id is malformed, or names no callback.</summary>
    Unknown,
}

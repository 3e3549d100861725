namespace DurableParallel.Engine;

/// <summary>Why an execution does not take an event.</summary>
public enum EventRefusal
{
    /// <summary>It has ended.</summary>
    ExecutionEnded,

    /// <summary>It keeps as many events that no code has taken as it may, or its records have as many bytes as they may.</summary>
    MailboxFull,

    /// <summary>Its function runs in another process, which speaks AWS's protocol and knows no events.</summary>
    Served,
}

namespace DurableParallel;

/// <summary>What kind of durable thing an operation is. The members are the wire's types.</summary>
public enum OperationType
{
    /// <summary>The execution itself.</summary>
    Execution,

    /// <summary>A child context, a scope, or a branch of one.</summary>
    Context,

    /// <summary>A step, or a condition that is polled.</summary>
    Step,

    /// <summary>A durable delay.</summary>
    Wait,

    /// <summary>Something that is completed from outside, by its callback id.</summary>
    Callback,

    /// <summary>Another function, run as its own execution.</summary>
    ChainedInvoke,

    /// <summary>Waits for an event of a name. AWS's service has no counterpart.</summary>
    EventWait,

    /// <summary>An event that is raised in another execution. AWS's service has no counterpart.</summary>
    EventRaise,
}

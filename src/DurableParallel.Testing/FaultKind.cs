namespace DurableParallel.Testing;

/// <summary>What a <see cref="FaultPlan"/> does.</summary>
public enum FaultKind
{
    /// <summary>Nothing: the plan only counts.</summary>
    None,

    /// <summary>The process dies before the checkpoint is durable; those before it are durable and acknowledged.</summary>
    CrashBefore,

    /// <summary>The process dies when the checkpoint is durable and has been acknowledged.</summary>
    CrashAfter,

    /// <summary>The checkpoint becomes durable and is never acknowledged, and the process dies.</summary>
    LoseAcknowledgement,

    /// <summary>The checkpoint takes a while to become durable; the clock moves on meanwhile.</summary>
    DelayCheckpoint,

    /// <summary>The checkpoint is refused for now and sent again; after three refusals the invocation is given up and begun again.</summary>
    Throttle,

    /// <summary>The function is told the same news twice.</summary>
    DuplicateDelivery,

    /// <summary>The function is told all news twice, and all earlier news once more with each.</summary>
    RepeatDeliveries,
}

namespace DurableParallel.Testing;

/// <summary>What a <see cref="FaultPlan"/> does to its checkpoint.</summary>
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
}

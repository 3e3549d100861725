namespace DurableParallel;

/// <summary>What a decided scope does about branches that have started and not ended.</summary>
public enum RunningBranches
{
    /// <summary>Branches whose code runs are awaited until they end or park; parked ones are released and end as canceled.</summary>
    Finish,

    /// <summary>All of them are awaited to their end, parked ones too.</summary>
    Drain,
}

namespace DurableParallel.Engine.Scheduling;

/// <summary>Something parked in memory that can be evicted.</summary>
internal interface IResident
{
    /// <summary>Where it stands in the order of parking; null when it is not in it. The residency's own note.</summary>
    LinkedListNode<IResident>? Place { get; set; }

    /// <summary>What it was counted with. The residency's own note.</summary>
    long CountedBytes { get; set; }

    /// <summary>Roughly what it holds in memory.</summary>
    long EstimateBytes();

    /// <summary>Tries to leave memory; it may be active again by now. Called under no lock.</summary>
    void Evict();
}

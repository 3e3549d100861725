namespace DurableParallel.Engine.Scheduling;

/// <summary>Something parked in memory that can be evicted.</summary>
internal interface IResident
{
    /// <summary>Who parked before it, and who after. The residency's own notes.</summary>
    IResident? Earlier { get; set; }

    IResident? Later { get; set; }

    /// <summary>What it was counted with; 0 when it is not in the order of parking. The residency's own note.</summary>
    long CountedBytes { get; set; }

    /// <summary>Roughly what it holds in memory.</summary>
    long EstimateBytes();

    /// <summary>Tries to leave memory; it may be active again by now. Called under no lock.</summary>
    void Evict();
}

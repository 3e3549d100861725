namespace DurableParallel.Contract.Hosts;

/// <summary>What a host does its own way, for the few tests that must know.</summary>
internal sealed record HostTraits
{
    /// <summary>Every park ends the invocation, and the next one replays.</summary>
    public bool SuspendsWhenParked { get; init; }

    /// <summary>Several versions of a function can be registered, and an execution keeps its own.</summary>
    public bool KeepsVersions { get; init; }

    /// <summary>The start of a step that runs is on record only together with its end.</summary>
    public bool FoldsStepStarts { get; init; }

    /// <summary>Nothing goes to a disk, so that thousands of runs take seconds.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>Enforces <see cref="ContractHostOptions.Limits"/>.</summary>
    public bool TakesLimits { get; init; }

    /// <summary>Runs its work on the scheduler of <see cref="ContractHostOptions.Scheduler"/>.</summary>
    public bool TakesScheduler { get; init; }
}

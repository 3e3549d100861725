namespace DurableParallel.Contract.Hosts;

/// <summary>
/// The hosts of this project. The server has a project of its own with the same tests, which runs beside this one: its
/// calls take their time, and most of that time nobody computes.
/// </summary>
internal static class HostsOfThisRun
{
    public static IEnumerable<ContractHostKind> Kinds { get; } =
        [ContractHostKind.MemoryResident, ContractHostKind.MemorySuspending, ContractHostKind.EngineOnDisk, ContractHostKind.EngineEvicting];
}

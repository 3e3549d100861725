namespace DurableParallel.Contract.Hosts;

/// <summary>The hosts that the suite runs on.</summary>
internal enum ContractHostKind
{
    MemoryResident,
    MemorySuspending,
    EngineOnDisk,
    EngineEvicting,
    ServerHttp,
}

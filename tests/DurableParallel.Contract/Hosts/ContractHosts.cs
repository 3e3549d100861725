using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>The hosts that keep the contract. Another one is added here, and in <see cref="ContractHostKind"/>.</summary>
internal static class ContractHosts
{
    public static IEnumerable<ContractHostKind> All { get; } = Enum.GetValues<ContractHostKind>();

    public static Task<IContractHost> OpenAsync(ContractHostKind kind, ContractHostOptions options) => kind switch
    {
        ContractHostKind.MemoryResident => Task.FromResult<IContractHost>(new MemoryContractHost(HostMode.Resident, options)),
        ContractHostKind.MemorySuspending => Task.FromResult<IContractHost>(new MemoryContractHost(HostMode.Suspending, options)),
        ContractHostKind.EngineOnDisk => EngineContractHost.OpenAsync(evicts: false, options),
        ContractHostKind.EngineEvicting => EngineContractHost.OpenAsync(evicts: true, options),
        ContractHostKind.ServerHttp => ServerContractHost.OpenAsync(options),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected one of the hosts of the suite."),
    };
}

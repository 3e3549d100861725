using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>Every host that keeps the contract. Another one is added here and in <see cref="ContractHostKind"/>.</summary>
internal static class ContractHosts
{
    private const string ServerSwitch = "DP_SERVER_HOST";

    /// <summary>The hosts whose functions run in the process of their engine.</summary>
    public static IEnumerable<ContractHostKind> All => Enum.GetValues<ContractHostKind>().Where(static kind => kind != ContractHostKind.ServerHttp);

    /// <summary>
    /// Those, and on request, with DP_SERVER_HOST=1 in the environment, the server: what holds over the wire just as well.
    /// </summary>
    public static IEnumerable<ContractHostKind> AllWithServer =>
        Environment.GetEnvironmentVariable(ServerSwitch) == "1" ? Enum.GetValues<ContractHostKind>() : All;

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

namespace DurableParallel.Contract.Hosts;

/// <summary>The host of this project, whose tests are those of DurableParallel.Contract.</summary>
internal static class HostsOfThisRun
{
    public static IEnumerable<ContractHostKind> Kinds { get; } = [ContractHostKind.ServerHttp];
}

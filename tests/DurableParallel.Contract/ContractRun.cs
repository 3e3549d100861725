using DurableParallel.Contract.Hosts;

namespace DurableParallel.Contract;

/// <summary>An execution that has come to an outcome.</summary>
internal sealed record ContractRun<T>(IContractExecution Execution, ContractOutcome Outcome)
{
    public T Value => Outcome.Value<T>();

    public IEnumerable<ContractOperation> OperationsOf(OperationType type) => Execution.Operations.Where(o => o.Record.Type == type);

    public ContractOperation Operation(string name) => Execution.Operations.Single(o => o.Name == name);
}

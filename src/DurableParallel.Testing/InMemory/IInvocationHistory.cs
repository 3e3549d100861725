using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>What one invocation is given of the journal: the operations at its begin, and what the host itself changed of them since.</summary>
internal interface IInvocationHistory : IOperationHistory
{
    /// <summary>How many calls for further pages of the state it took.</summary>
    int StateCalls { get; }

    /// <summary>Only of operations that were on record at the begin: what the invocation made itself it does not look up.</summary>
    void Refresh(OperationEntry entry);
}

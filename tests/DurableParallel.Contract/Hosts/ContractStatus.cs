namespace DurableParallel.Contract.Hosts;

/// <summary>How an execution stands when it goes no further.</summary>
internal enum ContractStatus
{
    Succeeded,
    Failed,
    Stopped,
    TimedOut,
    Canceled,
    Blocked,
}

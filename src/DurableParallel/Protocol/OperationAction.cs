namespace DurableParallel.Protocol;

/// <summary>What an update does to its operation.</summary>
internal enum OperationAction
{
    Start,
    Succeed,
    Fail,
    Retry,
    Cancel,
}

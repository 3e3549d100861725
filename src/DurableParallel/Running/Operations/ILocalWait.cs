namespace DurableParallel.Running.Operations;

/// <summary>Somebody who waits for something of the same invocation.</summary>
internal interface ILocalWait
{
    /// <summary>What is waited for is there.</summary>
    void Complete();
}

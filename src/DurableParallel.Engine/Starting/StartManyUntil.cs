namespace DurableParallel.Engine;

/// <summary>What <see cref="DurableEngine.StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions?, CancellationToken)"/> waits for, and with it what is in flight.</summary>
public enum StartManyUntil
{
    /// <summary>All are durable. In flight is what was handed to the journal and is not durable yet.</summary>
    Accepted,

    /// <summary>All have ended or are blocked. In flight is what was started and has not ended, parked executions included.</summary>
    Ended,
}

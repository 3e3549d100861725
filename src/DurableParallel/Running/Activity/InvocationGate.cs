namespace DurableParallel.Running.Activity;

/// <summary>
/// The one lock of an invocation, and the fence that it guards. User code never runs under it. Where the two are not
/// enough, a method says that its caller holds the gate.
/// </summary>
internal sealed class InvocationGate
{
    private volatile bool _isEnded;

    public Lock Lock { get; } = new();

    /// <summary>The fence: once set, nothing of the invocation runs a body, writes or completes. May be read without the gate.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Whether every token of the invocation is signalled, those too that are asked for only now. Guarded by the gate.</summary>
    public bool HasSignalledTokens { get; set; }

    /// <summary>Sets the fence, for good. The caller holds the gate.</summary>
    public void SetFence() => _isEnded = true;
}

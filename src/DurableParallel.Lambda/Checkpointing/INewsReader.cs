using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>Whoever is told of what came with a checkpoint's answer. Called by one call after the other, under no lock.</summary>
internal interface INewsReader
{
    /// <summary>The service has changed these by itself: timers, callbacks, invokes.</summary>
    void OnNews(IReadOnlyList<WireOperation> changed);

    /// <summary>An answer is taken in, to a call that was begun at this time.</summary>
    void OnAnswered(DateTimeOffset begin);

    /// <summary>Nothing more can be recorded.</summary>
    void OnFault(HostFaultException fault);
}

namespace DurableParallel.Running.Activity;

/// <summary>What became of an update on its way to the journal.</summary>
internal enum SubmitOutcome
{
    /// <summary>It is on its way, in order.</summary>
    Accepted,

    /// <summary>The branch is canceled: it writes nothing more.</summary>
    Canceled,

    /// <summary>The context or the invocation has ended: it has no effect.</summary>
    Fenced,
}

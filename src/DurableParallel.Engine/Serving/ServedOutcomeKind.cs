namespace DurableParallel.Engine.Serving;

/// <summary>In which way an invocation ended.</summary>
internal enum ServedOutcomeKind
{
    /// <summary>The function returned a result.</summary>
    Succeeded,

    /// <summary>The function failed, and with it the execution.</summary>
    Failed,

    /// <summary>The function waits for something.</summary>
    Pending,

    /// <summary>The invocation itself failed: a crash, a time-out, an answer that cannot be understood.</summary>
    Broken,
}

namespace DurableParallel;

/// <summary>How the body of a step's attempt or of a context ended.</summary>
public enum UserFunctionOutcome
{
    /// <summary>The body returned.</summary>
    Succeeded,

    /// <summary>The body threw.</summary>
    Failed,

    /// <summary>
    /// The invocation ended before the body did, and a later one runs it again; or a context around the body ended first,
    /// for example because a race was lost, and what the body came to has no effect.
    /// </summary>
    Suspended,
}

namespace DurableParallel;

/// <summary>How the body of a step's attempt or of a context ended.</summary>
public enum UserFunctionOutcome
{
    /// <summary>The body returned.</summary>
    Succeeded,

    /// <summary>The body threw.</summary>
    Failed,

    /// <summary>The invocation ended before the body did; a later one runs it again.</summary>
    Suspended,
}

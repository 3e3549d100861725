namespace DurableParallel;

/// <summary>The answer of <see cref="ScopeConfig.ShouldComplete"/>.</summary>
public enum CompletionDecision
{
    /// <summary>Not decided; the scope ends as <see cref="CompletionReason.AllCompleted"/> if it never is.</summary>
    Continue,

    /// <summary>Decided: the scope is a success. No further branch starts.</summary>
    Succeed,

    /// <summary>Decided: the scope is a failure, and its join throws. No further branch starts.</summary>
    Fail,
}

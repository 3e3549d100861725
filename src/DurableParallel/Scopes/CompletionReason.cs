namespace DurableParallel;

/// <summary>Why a scope was decided.</summary>
public enum CompletionReason
{
    /// <summary>Every branch has ended.</summary>
    AllCompleted,

    /// <summary>As many branches succeeded as were asked for, before all had ended.</summary>
    MinSuccessfulReached,

    /// <summary>More branches failed than the rules allow.</summary>
    FailureToleranceExceeded,

    /// <summary><see cref="ScopeConfig.ShouldComplete"/> decided.</summary>
    Custom,

    /// <summary>The scope's <see cref="ScopeConfig.Timeout"/> was over before its other rules had decided.</summary>
    TimedOut,

    /// <summary>The execution was canceled before the scope was decided. A join throws <see cref="OperationCanceledException"/>, once what succeeded is undone.</summary>
    Canceled,
}

namespace DurableParallel;

/// <summary>Whether a branch of a scope failed. It says nothing about the rules: see <see cref="IBatchResult.IsSuccess"/>.</summary>
public enum BatchStatus
{
    /// <summary>No branch failed.</summary>
    Succeeded,

    /// <summary>At least one branch failed, be it within the tolerance.</summary>
    Failed,
}

namespace DurableParallel.Console.WhatIf;

/// <summary>What is on record of one branch of a scope. Times are offsets from the start of the scope.</summary>
/// <param name="Name">Its name; null when it has none.</param>
/// <param name="Status">How it ended; <see cref="BranchStatus.Running"/> of one that has not.</param>
/// <param name="Started">When it started; null when it never did.</param>
/// <param name="Ended">When it ended or was left behind; null when it has not, or when that is not known.</param>
internal sealed record RecordedBranch(string? Name, BranchStatus Status, TimeSpan? Started = null, TimeSpan? Ended = null)
{
    /// <summary>From when on it could have started. Later than the scope's start where branches start as they are registered.</summary>
    public TimeSpan Registered { get; init; }

    /// <summary>
    /// When its own code ran, as offsets from its start, in order. A decided scope awaits a branch whose code runs until it
    /// parks, and releases one that waits.
    /// </summary>
    public IReadOnlyList<BusySpan> Busy { get; init; } = [];

    /// <summary>How long it ran until it ended by itself; null when that is not on record.</summary>
    public TimeSpan? Length => Status is BranchStatus.Succeeded or BranchStatus.Failed && Ended - Started is { } length ? Later(length, TimeSpan.Zero) : null;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

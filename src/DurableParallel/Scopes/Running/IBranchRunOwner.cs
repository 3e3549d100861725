using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>What a branch is run for: a scope that is being decided, or a value that is on record nowhere.</summary>
internal interface IBranchRunOwner
{
    /// <summary>Whether the next branch may start when the end of one is on its way: see <see cref="OnEndSubmitted"/>.</summary>
    bool FillsSlotsEarly { get; }

    /// <summary>A branch's end is on its way to the journal, in front of whatever is recorded from here on.</summary>
    /// <param name="run">The branch.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    void OnEndSubmitted(BranchRun run, in ActivityHold owner);

    /// <summary>A branch has ended, durably or as canceled.</summary>
    /// <param name="run">The branch, whose context has ended.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    void OnEnded(BranchRun run, in ActivityHold owner);

    /// <summary>A branch is parked.</summary>
    /// <param name="run">The branch.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    void OnParked(BranchRun run, in ActivityHold owner);
}

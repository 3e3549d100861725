namespace DurableParallel.Console.WhatIf;

/// <summary>How long each branch takes in a simulation, and how it ends: as recorded, or as assumed where that is not on record.</summary>
internal sealed class BranchLengths
{
    private readonly TimeSpan[] _lengths;
    private readonly bool[] _failures;

    public BranchLengths(IReadOnlyList<RecordedBranch> branches)
    {
        var known = branches.Select(static branch => branch.Length).OfType<TimeSpan>().Order().ToList();
        Typical = known.Count == 0 ? TimeSpan.Zero : known[known.Count / 2];
        _lengths = new TimeSpan[branches.Count];
        _failures = new bool[branches.Count];
        for (var index = 0; index < branches.Count; index++)
        {
            var branch = branches[index];
            _failures[index] = branch.Status == BranchStatus.Failed;
            Assumed += branch.Length is null ? 1 : 0;
            _lengths[index] = branch.Length ?? AtLeast(branch.Ended - branch.Started);
        }
    }

    /// <summary>The median of what is on record. Branches that never ended by themselves are taken to need as long, or a moment longer than they had run.</summary>
    public TimeSpan Typical { get; }

    /// <summary>How many branches have no length on record.</summary>
    public int Assumed { get; }

    public TimeSpan Of(int index) => _lengths[index];

    public BranchStatus OutcomeOf(int index) => _failures[index] ? BranchStatus.Failed : BranchStatus.Succeeded;

    // Longer than it had run: it had not ended then.
    private TimeSpan AtLeast(TimeSpan? ran) => ran >= Typical ? ran.Value + TimeSpan.FromMilliseconds(1) : Typical;
}

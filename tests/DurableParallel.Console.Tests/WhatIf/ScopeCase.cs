using DurableParallel.Console.WhatIf;
using FsCheck;
using FsCheck.Fluent;

namespace DurableParallel.Console.Tests.WhatIf;

/// <summary>A random scope: how long each branch takes, whether it fails, and the rules.</summary>
internal sealed record ScopeCase(IReadOnlyList<int> Lengths, IReadOnlyList<bool> Failures, WhatIfRules Rules)
{
    /// <summary>The branches as a record of a scope without limits has them.</summary>
    public IReadOnlyList<RecordedBranch> Branches =>
        [.. Lengths.Select((length, index) => new RecordedBranch(
            $"b{index}", Failures[index] ? BranchStatus.Failed : BranchStatus.Succeeded, TimeSpan.Zero, TimeSpan.FromMilliseconds(length)))];

    public SimulatedScope Simulate() => new WhatIfQuestion(Recorded).Simulate(Rules);

    public RecordedScope Recorded => new(Branches, TimeSpan.FromMilliseconds(Lengths.DefaultIfEmpty().Max()), Rules: Rules);

    public static Gen<ScopeCase> Any(int most) =>
        from total in Gen.Choose(0, most)
        from lengths in Gen.Choose(1, 40).ArrayOf(total)
        from failures in Gen.Elements(true, false, false).ArrayOf(total)
        from limit in Optional(1, 4)
        from minimum in Optional(-1, total)
        from count in Optional(0, 3)
        from share in Gen.Elements<double?>(null, null, 0, 0.2, 0.5, 1)
        from drains in Gen.Elements(true, false)
        from timeout in Gen.Elements<int?>(null, null, null, 7, 33)
        select new ScopeCase(lengths, failures, new WhatIfRules
        {
            MaxConcurrency = limit,
            MinSuccessful = minimum,
            ToleratedFailureCount = minimum is -1 || minimum + count > total ? null : count,
            ToleratedFailurePercentage = minimum is -1 ? null : share,
            RunningBranches = drains ? RunningBranches.Drain : RunningBranches.Finish,
            Timeout = timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        });

    public override string ToString() =>
        $"[{string.Join(", ", Lengths.Zip(Failures, static (length, fails) => fails ? $"{length}!" : $"{length}"))}] {Rules}";

    private static Gen<int?> Optional(int from, int to) => Gen.Choose(from - 2, Math.Max(from, to)).Select(value => value < from ? (int?)null : value);
}

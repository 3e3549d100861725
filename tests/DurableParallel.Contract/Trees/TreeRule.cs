namespace DurableParallel.Contract.Trees;

/// <summary>The completion rules that trees use. All but the first are used one branch at a time only, where they decide the same whatever the timing.</summary>
internal enum TreeRule
{
    AllCompleted,
    FailFast,
    Tolerated,
    Minimum,
}

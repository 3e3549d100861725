namespace DurableParallel.Contract.Trees;

/// <summary>The completion rules that trees use. All but the first and the last are used one branch at a time only, where they decide the same whatever the timing.</summary>
internal enum TreeRule
{
    AllCompleted,
    FailFast,
    Tolerated,
    Minimum,

    /// <summary>All side by side, and some sleep longer than the scope may take. The others end long before.</summary>
    TimesOut,
}

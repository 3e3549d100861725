namespace DurableParallel.Reliability.Damage;

/// <summary>What came of opening a damaged journal.</summary>
internal enum DamageVerdict
{
    /// <summary>Everything acknowledged is there.</summary>
    Whole,

    /// <summary>It was refused, at the opening or when the damaged part was needed, with an error that says so.</summary>
    Refused,

    /// <summary>Something is gone, and the report of the opening says how many bytes were cut.</summary>
    Reported,

    /// <summary>Something acknowledged is gone, and nothing says so.</summary>
    Lost,

    /// <summary>A result is another one.</summary>
    Wrong,

    /// <summary>It failed with an error that is not one of ours.</summary>
    Unclear,

    /// <summary>It did not end.</summary>
    Hung,
}

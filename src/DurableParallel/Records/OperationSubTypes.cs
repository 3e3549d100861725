namespace DurableParallel.Records;

/// <summary>What tells operations of one type apart: the wire's subtypes, and <see cref="WithRetry"/> and <see cref="WhenAny"/>, which are ours.</summary>
internal static class OperationSubTypes
{
    public const string Step = "Step";
    public const string Wait = "Wait";
    public const string ChildContext = "RunInChildContext";
    public const string Parallel = "Parallel";
    public const string ParallelBranch = "ParallelBranch";
    public const string Map = "Map";
    public const string MapIteration = "MapIteration";
    public const string Callback = "Callback";
    public const string WaitForCallback = "WaitForCallback";
    public const string WaitForCondition = "WaitForCondition";
    public const string ChainedInvoke = "ChainedInvoke";
    public const string WithRetry = "WithRetry";
    public const string WhenAny = "WhenAny";

    /// <summary>The wire's subtype that stands for one of ours where only the wire's are taken; the subtype itself for all others.</summary>
    public static string? Standard(string? subType) => subType switch
    {
        WhenAny => Step,
        WithRetry => ChildContext,
        _ => subType,
    };
}

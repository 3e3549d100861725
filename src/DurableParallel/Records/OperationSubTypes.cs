namespace DurableParallel.Records;

/// <summary>What tells operations of one type apart: the wire's subtypes, and <see cref="WithRetry"/> and those after it, which are ours.</summary>
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
    public const string EventWait = "EventWait";
    public const string EventRaise = "EventRaise";

    // What messages call one, and the most bytes that a payload of it may have. Journals know each by its place in this
    // list, so a new one stands at its end.
    private static readonly (string SubType, string Words, Func<DurableLimits, int> MaxPayloadBytes)[] Rows =
    [
        (Step, "the step", OfStep),
        (Wait, "the wait", OfContext),
        (ChildContext, "the child context", OfContext),
        (Parallel, "the parallel scope", OfContext),
        (ParallelBranch, "the branch", OfContext),
        (Map, "the map", OfContext),
        (MapIteration, "the map item", OfContext),
        (Callback, "the callback", OfContext),
        (WaitForCallback, "the wait for a callback", OfContext),
        (WaitForCondition, "the wait for a condition", OfStep),
        (ChainedInvoke, "the invoke", OfInput),
        (WithRetry, "the retried block", OfContext),
        (WhenAny, "the race", OfContext),
        (EventWait, "the wait for the event", OfInput),
        (EventRaise, "the raising of the event", OfInput),
    ];

    /// <summary>All of them; what journals write of one is its place here.</summary>
    public static string[] All { get; } = Array.ConvertAll(Rows, static row => row.SubType);

    /// <summary>The wire's subtype that stands for one of ours where only the wire's are taken; the subtype itself for all others.</summary>
    public static string? Standard(string? subType) => subType switch
    {
        WhenAny => Step,
        WithRetry => ChildContext,
        _ => subType,
    };

    /// <summary>What messages call an operation of it, for example "the step".</summary>
    public static string Describe(string? subType) => Find(subType) is >= 0 and var row ? Rows[row].Words : $"the operation of kind '{subType}'";

    /// <summary>The most bytes that the payload of an operation of it may have.</summary>
    public static int MaxPayloadBytes(string? subType, DurableLimits limits) =>
        (Find(subType) is >= 0 and var row ? Rows[row].MaxPayloadBytes : OfContext)(limits);

    private static int Find(string? subType) => Array.IndexOf(All, subType);

    private static int OfStep(DurableLimits limits) => limits.MaxStepResultBytes;

    private static int OfContext(DurableLimits limits) => limits.MaxContextResultBytes;

    private static int OfInput(DurableLimits limits) => limits.MaxInputBytes;
}

namespace DurableParallel.Protocol;

/// <summary>The wire's subtypes, which tell operations of one type apart.</summary>
internal static class OperationSubTypes
{
    public const string Step = "Step";
    public const string Wait = "Wait";
    public const string ChildContext = "RunInChildContext";
    public const string Parallel = "Parallel";
    public const string ParallelBranch = "ParallelBranch";
    public const string Map = "Map";
    public const string MapIteration = "MapIteration";
}

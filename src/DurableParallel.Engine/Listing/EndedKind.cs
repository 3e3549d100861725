namespace DurableParallel.Engine.Listing;

/// <summary>What ended executions of a chunk have in common: very many have all of it. It changes no more.</summary>
/// <param name="FunctionName">The function.</param>
/// <param name="Version">Its version.</param>
/// <param name="Status">How they ended.</param>
/// <param name="IsServed">Whether their function runs in processes of its own.</param>
internal sealed record EndedKind(string FunctionName, int Version, ExecutionStatus Status, bool IsServed)
{
    public static EndedKind Of(IListedExecution execution, in ExecutionFacts facts) =>
        new(execution.FunctionName, execution.Version, facts.Status, execution.IsServed);

    public bool IsOf(IListedExecution execution, in ExecutionFacts facts) =>
        Status == facts.Status && Version == execution.Version && IsServed == execution.IsServed && FunctionName == execution.FunctionName;
}

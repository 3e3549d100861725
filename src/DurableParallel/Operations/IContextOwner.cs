namespace DurableParallel.Operations;

/// <summary>What a context is for: the execution, a child context or a branch.</summary>
internal interface IContextOwner
{
    /// <summary>As messages name it, for example "branch 'validate'".</summary>
    string Description { get; }
}

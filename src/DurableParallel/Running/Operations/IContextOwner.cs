using DurableParallel.Records;

namespace DurableParallel.Running.Operations;

/// <summary>What a context is for: the execution, a child context or a branch.</summary>
internal interface IContextOwner
{
    /// <summary>As messages name it, for example "branch 'validate'".</summary>
    string Description { get; }

    /// <summary>The name that user code gave; null for none, and for the function.</summary>
    string? Name => null;

    /// <summary>The place of a branch in its scope, from 0; null for everything else.</summary>
    int? BranchIndex => null;

    /// <summary>The context that this one is opened in; null for the function.</summary>
    DurableContext? Above => null;

    /// <summary>Position and name of the scope of a branch, which stands between it and the context above; null for everything else.</summary>
    (OperationId Id, string? Name)? Scope => null;
}

namespace DurableParallel.Operations;

/// <summary>What a context is for: the execution, a child context or a branch.</summary>
internal interface IContextOwner
{
    /// <summary>As messages name it, for example "branch 'validate'".</summary>
    string Description { get; }

    /// <summary>The name that user code gave; null for none, and for the function.</summary>
    string? Name => null;

    /// <summary>The context around the one that it is for; null for the function.</summary>
    DurableContext? Outer => null;

    /// <summary>The name of a branch's scope; null for none, and for everything else.</summary>
    string? ScopeName => null;

    /// <summary>The place of a branch in its scope, from 0; null for everything else.</summary>
    int? BranchIndex => null;
}

namespace DurableParallel.Contract.Trees;

/// <summary>What races against a wait.</summary>
internal enum TreeLoser
{
    Child,
    FlatChild,
    RetriedBlock,
    Scope,
}

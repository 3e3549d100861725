namespace DurableParallel.Engine.Listing;

/// <summary>How many executions of a group a query means.</summary>
internal enum Coverage
{
    None,
    Some,
    All,
}

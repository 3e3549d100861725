namespace DurableParallel.Running.Operations;

/// <summary>A branch's body that hands over to another delegate, the user's.</summary>
internal interface IItemBody
{
    Delegate UserBody { get; }
}

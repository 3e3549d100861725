namespace DurableParallel.Running.Activity;

/// <summary>A flow of control inside a step's body, where no durable operation may be called.</summary>
internal interface IStepFrame
{
    /// <summary>The step as messages name it, for example "step 'charge'".</summary>
    string Description { get; }
}

namespace DurableParallel.Running;

/// <summary>A function that is invoked, as its host knows it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Execution">The execution that the invoke has become; null while there is none.</param>
internal sealed record InvokedFunction(DurableFunction Function, IExecutionIdentity? Execution);

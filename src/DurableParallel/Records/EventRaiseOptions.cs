namespace DurableParallel.Records;

/// <summary>What the START of a raised event says beyond its name, which is the event's, and its value.</summary>
/// <param name="Execution">The execution in which it is raised.</param>
internal sealed record EventRaiseOptions(string Execution) : OperationOptions;

namespace DurableParallel.Engine;

/// <summary>What became of a function's executions since an engine was opened. A run that goes on with the next one is neither an end nor a start.</summary>
/// <param name="FunctionName">The function, in all of its versions.</param>
/// <param name="Started">How many executions were started.</param>
/// <param name="Ended">How many ended, however they did.</param>
/// <param name="Failed">How many of these failed or timed out.</param>
public sealed record FunctionFigures(string FunctionName, long Started, long Ended, long Failed);

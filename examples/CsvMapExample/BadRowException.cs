namespace DurableParallel.Examples;

/// <summary>A row of the file cannot be used.</summary>
public sealed class BadRowException(string problem) : Exception(problem);

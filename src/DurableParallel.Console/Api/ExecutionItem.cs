namespace DurableParallel.Console.Api;

/// <summary>An execution in a list.</summary>
internal sealed record ExecutionItem : ExecutionFacts;

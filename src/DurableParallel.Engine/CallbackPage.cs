namespace DurableParallel.Engine;

/// <summary>A part of a list of callbacks.</summary>
/// <param name="Callbacks">The callbacks, in the order of the starts of their executions, and of one execution in the order of their creation.</param>
/// <param name="ContinuationToken">Asks for what follows; null at the end.</param>
public sealed record CallbackPage(IReadOnlyList<CallbackSummary> Callbacks, string? ContinuationToken);

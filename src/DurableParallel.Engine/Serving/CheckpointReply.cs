namespace DurableParallel.Engine.Serving;

/// <summary>The answer to a checkpoint.</summary>
/// <param name="Token">The next token; null when the execution has ended.</param>
/// <param name="Operations">What has changed since the function last heard, in the order of starts.</param>
internal sealed record CheckpointReply(string? Token, IReadOnlyList<OperationView> Operations);

namespace DurableParallel.Snippets;

internal sealed record Decision(bool Approved);

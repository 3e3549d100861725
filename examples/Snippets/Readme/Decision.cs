namespace DurableParallel.Snippets.Readme;

internal sealed record Decision(bool Approved);

namespace DurableParallel.Snippets.Shop;

internal sealed record Decision(bool IsValid, Score Risk, int InStock);

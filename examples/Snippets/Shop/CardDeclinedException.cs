namespace DurableParallel.Snippets.Shop;

internal sealed class CardDeclinedException(string message) : Exception(message);

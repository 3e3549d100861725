namespace DurableParallel.Console.Api;

/// <summary>An object without members.</summary>
internal sealed record EmptyBody;

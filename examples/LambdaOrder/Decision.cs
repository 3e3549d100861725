namespace DurableParallel.Examples;

internal sealed record Decision(int Number, bool Approved, string Reason);

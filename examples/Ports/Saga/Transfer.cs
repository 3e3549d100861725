namespace DurableParallel.Ports.Saga;

/// <summary>What is to be transferred.</summary>
internal sealed record Transfer(decimal Amount, string FromAccount, string ToAccount, string ReferenceId);

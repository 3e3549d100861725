namespace DurableParallel.Ports.ApprovalWithEvents;

/// <summary>What is to be approved, and how long that may take.</summary>
internal sealed record Request(string What, TimeSpan Patience);

namespace DurableParallel.Quickstart;

/// <summary>The execution's input: what is audited, and nothing about how.</summary>
internal sealed record AuditInput(string Folder);

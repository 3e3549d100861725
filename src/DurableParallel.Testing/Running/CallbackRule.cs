namespace DurableParallel.Testing.Running;

/// <summary>What the outside does to callbacks of a name, and how long after they were created.</summary>
internal sealed record CallbackRule(string Name, Action<TestCallback> Answer, TimeSpan After);

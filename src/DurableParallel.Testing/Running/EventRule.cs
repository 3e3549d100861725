namespace DurableParallel.Testing.Running;

/// <summary>What the outside does when code waits for an event of a name, and how long after it has begun to.</summary>
internal sealed record EventRule(string Name, Action<TestEventWait> Answer, TimeSpan After);

namespace DurableParallel.Quickstart;

/// <summary>Something the person at the terminal can put right. The message is one sentence; the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

namespace DurableParallel.HelloSequence.Terminal;

/// <summary>Something the person at the terminal can put right. The message says it in a line; the exit code is 2.</summary>
internal sealed class UsageException(string message) : Exception(message);

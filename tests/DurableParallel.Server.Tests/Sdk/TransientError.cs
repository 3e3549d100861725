namespace DurableParallel.Server.Tests.Sdk;

/// <summary>What a step fails with that may work the next time.</summary>
internal sealed class TransientError(string message) : Exception(message);

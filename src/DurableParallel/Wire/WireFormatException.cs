namespace DurableParallel.Wire;

/// <summary>What came over the wire is not what the protocol has there. The host of a function takes it for a fault of the protocol, a server for a bad request.</summary>
internal sealed class WireFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
